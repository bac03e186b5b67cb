//! `plimsoll check`: load, judge, report.

use std::collections::BTreeSet;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use plimsoll_judge::config::{FailOn, Layer, Layers};
use plimsoll_judge::finding::Gate;
use plimsoll_policy::Severity;
use plimsoll_report::{self as report, Format, Options, Report, SarifOptions, SarifProfile};
use plimsoll_source::guard;
use plimsoll_source::problem::{self, Problem};
use plimsoll_source::timings;
use plimsoll_source::{Shown, Sources};

use super::confined;
use super::inputs::Inputs;
use super::judge::{self, Judged, Wanted};
use super::judging::{ControlsAsked, Judging, RowsAsked, VerbOptions};
use super::output;
use super::since;
use super::terminal::{self, ColorChoice};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    inputs: Inputs,
    #[command(flatten)]
    judging: Judging,
    /// What to write, and where to (stdout without a path); repeat it for several forms of one evaluation
    ///
    /// FORMAT is text, concise, json, sarif, github, junit, gitlab, markdown, html or csv.
    #[arg(short, long = "output", value_name = "FORMAT[=PATH]", value_parser = output)]
    output: Vec<Output>,
    /// The lowest severity that makes the exit code 1: critical, high, medium, low, info or never [default: medium]
    #[arg(long, value_name = "SEVERITY", value_parser = fail_on)]
    fail_on: Option<Fail>,
    /// Findings that are for review (the files do not say enough) fail the run like others
    #[arg(long)]
    fail_on_review: bool,
    /// Do not report findings below this severity
    #[arg(long, value_name = "SEVERITY")]
    min_severity: Option<Severity>,
    /// A previous json or sarif report: only what is not in it fails the run
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// A revision of git: only what its files did not have fails the run. Judged are those of the commit where HEAD left it
    #[arg(long, value_name = "REV", conflicts_with = "baseline")]
    since: Option<String>,
    /// json, csv, junit: the outcome of every rule for every subject too, passes included
    #[arg(long)]
    outcomes: bool,
    /// json: how the controls of every framework come out too
    #[arg(long)]
    controls: bool,
    /// sarif: `github` (what alerts should be opened for) or `full` (passes, suppressions and baseline too)
    #[arg(long, value_name = "PROFILE")]
    sarif_profile: Option<SarifProfile>,
    /// sarif: the category of GitHub code scanning
    #[arg(long, value_name = "NAME")]
    sarif_category: Option<String>,
    /// sarif: write as many files as the results need (`out.sarif`, `out.2.sarif`, …)
    #[arg(long)]
    sarif_split: bool,
    /// Colours in text
    #[arg(long, value_enum, value_name = "WHEN")]
    color: Option<ColorChoice>,
    /// How long the steps of the run took, to stderr; with `=FILE` as a trace that browsers' profilers open
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = ON_STDERR)]
    timings: Option<PathBuf>,
    /// Only findings and problems, no summary
    #[arg(short, long, conflicts_with = "verbose")]
    quiet: bool,
    /// Waived findings, those of the baseline, and what was left out in full
    #[arg(short, long)]
    verbose: bool,
}

#[derive(Debug, Clone)]
struct Output {
    format: Format,
    path: Option<PathBuf>,
    /// Below which the path has to lie, through no link and over nothing that is not ours: where the scanned tree asks for it.
    root: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy)]
enum Fail {
    Never,
    From(Severity),
}

fn output(text: &str) -> Result<Output, String> {
    let (format, path) = text.split_once('=').map_or((text, None), |(format, path)| (format, Some(path)));
    if path == Some("") {
        return Err(format!("`{text}` names no file after `=`"));
    }
    Ok(Output { format: format.parse()?, path: path.map(PathBuf::from), root: None })
}

fn fail_on(text: &str) -> Result<Fail, String> {
    if text == "never" {
        return Ok(Fail::Never);
    }
    text.parse().map(Fail::From).map_err(|error: String| format!("{error}, never"))
}

pub(crate) fn run(args: Args) -> io::Result<super::Exit> {
    let Some(path) = args.timings.clone() else { return checked(args) };
    timings::ask();
    let whole = timings::step("rest");
    let exit = checked(args)?;
    drop(whole);
    tell(&path)?;
    Ok(exit)
}

/// In place of a file of timings: they are told on stderr.
const ON_STDERR: &str = "-";

/// Tells what the steps took: to stderr, or where a file is named, into that.
fn tell(path: &Path) -> io::Result<()> {
    let taken = timings::taken();
    if path.as_os_str() == ON_STDERR {
        let mut stderr = output::stderr();
        writeln!(stderr, "{:<12} {:>6} {:>12} {:>12}", "step", "times", "own ms", "longest ms")?;
        for (name, sum) in timings::sums(&taken) {
            let [own, longest] = [sum.own, sum.longest].map(|took| took.as_secs_f64() * 1e3);
            writeln!(stderr, "{name:<12} {:>6} {own:>12.2} {longest:>12.2}", sum.count)?;
        }
        return Ok(());
    }
    output::file(path, |out| report::write_json_value(&timings::chrome_trace(&taken), out))
}

fn checked(args: Args) -> io::Result<super::Exit> {
    let start = Instant::now();
    let timings = args.timings.as_deref().filter(|path| path.as_os_str() != ON_STDERR);
    one_file_each(&args.output, timings)?;
    let drawn = args.output.iter().any(|output| output.format == Format::Html);
    let shows_controls =
        |output: &Output| output.format.shows_controls() && !(args.quiet && output.format == Format::Text);
    let controls = if args.controls || args.output.iter().any(shows_controls) {
        ControlsAsked::Shown
    } else if args.output.is_empty() {
        ControlsAsked::AsConfigured
    } else {
        ControlsAsked::No
    };
    let since = args.since.as_deref();
    let before = since.map(|name| since::judged(name, &args.inputs, &args.judging, args.min_severity)).transpose()?;
    let before = match before {
        None => None,
        Some(Ok(Some(before))) => Some(before),
        Some(Ok(None)) => return Ok(2),
        Some(Err(problem)) => return judge::refused(problem),
    };
    let options = VerbOptions {
        leaves_out: true,
        models: drawn,
        rows: RowsAsked::Formats {
            named: args.output.iter().map(|output| output.format).collect(),
            outcomes: args.outcomes,
            profile: args.sarif_profile,
        },
        min_severity: args.min_severity,
        fail_on_review: args.fail_on_review,
        fail_on: args.fail_on.map(|fail| match fail {
            Fail::Never => FailOn::Never,
            Fail::From(severity) => FailOn::Severity(severity),
        }),
        baseline: args.baseline.clone(),
        before,
        controls,
    };
    let Some(judged) = judge::run(&args.inputs, &args.judging, &options)? else { return Ok(2) };
    let Judged { report, sources, layers, output: wanted, .. } = judged;
    let outputs = match (args.output.is_empty(), wanted.says.formats.is_empty()) {
        (false, _) => args.output.clone(),
        (true, false) => wanted.outputs()?,
        (true, true) => vec![Output { format: Format::Text, path: None, root: None }],
    };
    one_file_each(&outputs, timings)?;
    spares_inputs(&outputs, timings, &report)?;
    let configured = wanted.says.sarif_profile.as_deref().map(str::parse).transpose().map_err(io::Error::other)?;
    let gate = gate(&layers, &report, &sources);
    let options = Options {
        gate: gate.clone(),
        elapsed: Some(start.elapsed()),
        as_of: args.judging.as_of.is_some(),
        quiet: args.quiet,
        verbose: args.verbose,
        outcomes: args.outcomes,
        controls: args.controls,
        sarif: SarifOptions {
            profile: args.sarif_profile.or(configured).unwrap_or_default(),
            category: args.sarif_category.clone().or(wanted.says.sarif_category.clone()),
            part: None,
        },
        ..Options::default()
    };
    // What one output meets is told, and takes nothing from the others.
    let mut complete = true;
    for output in &outputs {
        let _step = timings::step("report");
        let written = guard::guarded(|| write(output, &report, &options, &args));
        let written = written.unwrap_or_else(|bug| Err(io::Error::other(unwritten(output, &bug))));
        if let Err(error) = written {
            complete = false;
            super::complain(&error.to_string())?;
        }
    }
    if outputs.iter().all(|output| output.path.is_some() || output.format != Format::Text) {
        // A person sees what could not be judged even when the report goes to a machine.
        report::write_problems(
            &report.sources.show(report.problems.clone()),
            &report.sources,
            &terminal::stderr(options, args.color),
            &mut output::stderr(),
        )?;
    }
    Ok(if complete { exit_code(&report, &gate) } else { 2 })
}

fn unwritten(output: &Output, bug: &guard::Bug) -> String {
    let to = output.path.as_ref().map_or("standard output".to_owned(), |path| format!("`{}`", path.display()));
    format!("cannot write {to}: {bug}; this is a mistake of plimsoll, please report it")
}

/// Refuses two texts for one file: the second would take the place of the first.
fn one_file_each(outputs: &[Output], timings: Option<&Path>) -> io::Result<()> {
    match output::twice(outputs.iter().filter_map(|output| output.path.as_deref()).chain(timings)) {
        Some(path) => {
            Err(io::Error::other(format!("two outputs go to `{}`; give each a file of its own", path.display())))
        }
        None => Ok(()),
    }
}

/// Refuses to write a report over a file that it is about.
fn spares_inputs(outputs: &[Output], timings: Option<&Path>, report: &Report) -> io::Result<()> {
    let root = Path::new(&report.repository.root);
    let read = report.files.iter().chain(&report.configurations).filter_map(|path| root.join(path).canonicalize().ok());
    let read: BTreeSet<PathBuf> = read.collect();
    let below = |output: &Output| {
        let path = output.path.clone()?;
        Some((output.root.as_ref().map_or_else(|| path.clone(), |root| root.join(&path)), path))
    };
    let timings = timings.map(|path| (path.to_owned(), path.to_owned()));
    for (full, path) in outputs.iter().filter_map(below).chain(timings) {
        if full.canonicalize().is_ok_and(|full| read.contains(&full)) {
            let message =
                format!("`{}` is judged here, so no report is written over it; name another file", path.display());
            return Err(io::Error::other(message));
        }
    }
    Ok(())
}

impl Wanted {
    /// The outputs that the configuration asks for.
    fn outputs(&self) -> io::Result<Vec<Output>> {
        let mut outputs = Vec::new();
        for text in &self.says.formats {
            let mut output = output(text).map_err(io::Error::other)?;
            if let (Some((root, home)), Some(path)) = (&self.confined, &output.path) {
                output.path = Some(Path::new(home).join(path));
                output.root = Some(root.clone());
            }
            outputs.push(output);
        }
        Ok(outputs)
    }
}

/// What fails the run: the threshold of the root, and those of the files under another one.
fn gate(layers: &Layers, report: &Report, sources: &Sources) -> Gate {
    let of = |layer: &Layer| (layer.fails_from(), layer.fails_on_review());
    let (from, review) = of(layers.of_directory("."));
    let marked = report.findings.iter().map(|finding| finding.primary.span.file);
    let own = marked.map(|file| (file, of(layers.at(&sources.get(file).path))));
    Gate::of_files(from, review, own.filter(|(_, own)| *own != (from, review)).collect())
}

fn exit_code(report: &Report, gate: &Gate) -> super::Exit {
    if report.problems.iter().any(|p| p.severity == problem::Severity::Error) {
        return 2;
    }
    u8::from(report.findings.iter().flat_map(|finding| finding.parts()).any(|finding| gate.spares(finding).is_none()))
}

fn write(output: &Output, report: &Shown<Report>, options: &Options, args: &Args) -> io::Result<()> {
    let Some(path) = &output.path else {
        let mut out = BufWriter::new(output::stdout());
        let dressed = terminal::stdout(options.clone(), args.color);
        let written =
            report::write(report, output.format, &dressed, &mut out).and_then(|told| out.flush().map(|()| told));
        let told = |error| io::Error::other(format!("cannot write to standard output: {error}"));
        return warn(&written.map_err(told)?);
    };
    let parts =
        if args.sarif_split && output.format == Format::Sarif { report::sarif_parts(report, options) } else { 1 };
    for part in 0..parts {
        let mut options = terminal::file(options.clone(), args.color);
        options.sarif.part = (parts > 1).then_some(part);
        let path = numbered(path, part);
        let warnings = match &output.root {
            Some(root) => {
                confined::report(root, &path, output.format, |out| report::write(report, output.format, &options, out))?
            }
            None => {
                confined::through_no_link(Path::new(&report.repository.root), &path)?;
                output::file(&path, |out| report::write(report, output.format, &options, out))?
            }
        };
        warn(&warnings)?;
    }
    Ok(())
}

/// `out.sarif`, `out.2.sarif`, ….
fn numbered(path: &Path, part: usize) -> PathBuf {
    if part == 0 {
        return path.to_owned();
    }
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("sarif");
    path.with_extension(format!("{}.{extension}", part + 1))
}

fn warn(warnings: &[Problem]) -> io::Result<()> {
    warnings.iter().try_for_each(|warning| {
        let help = warning.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
        super::complain(&format!("{}{help}", warning.message))
    })
}
