//! `plimsoll test`: the tests of policies, with coverage.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use plimsoll_loader::load;
use plimsoll_policy::{self as policy, Bundle, PolicyError, TestRun};

use super::output;
use super::policies::texts_of;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Directories (or files) of policies
    #[arg(default_value = "policies")]
    paths: Vec<PathBuf>,
    /// Fail when the tests reach less than this share of a policy's lines, in hundred
    #[arg(long, value_name = "PERCENT", default_value_t = 0.0)]
    threshold: f64,
    /// Hold the policies to the style that makes them mean the same in every Rego engine
    #[arg(long)]
    strict: bool,
    /// Name the lines that no test reaches
    #[arg(short, long)]
    verbose: bool,
}

pub(crate) fn run(args: &Args) -> io::Result<super::Exit> {
    let run = match tested(&args.paths) {
        Ok(run) => run,
        Err(errors) => {
            super::policies::complain(&errors)?;
            return Ok(2);
        }
    };
    let offences = if args.strict { offences(&args.paths) } else { Vec::new() };
    super::policies::complain(&offences)?;
    let mut out = output::shown();
    let failed = run.tests.iter().filter(|test| test.failure.is_some()).count();
    for (path, tests) in by_file(&run) {
        let passed = tests.iter().filter(|test| test.failure.is_none()).count();
        let covered = run.coverage.get(&path.replace("_test.rego", ".rego"));
        let coverage = covered.map_or(String::new(), |c| format!("  {:.0}% covered", c.percent()));
        writeln!(out, "{:<4} {path}: {passed} of {} passed{coverage}", status(passed == tests.len()), tests.len())?;
        for test in tests {
            let Some(failure) = &test.failure else { continue };
            writeln!(out, "     {}:{}: {} {}", failure.path, failure.line, test.name, failure.message)?;
            for line in &test.prints {
                writeln!(out, "       {line}")?;
            }
        }
    }
    let bare = print_coverage(&mut out, &run, args)?;
    writeln!(out, "{} tests, {failed} failed, {} files", run.tests.len(), run.coverage.len())?;
    if run.tests.is_empty() {
        super::complain(&format!("no tests in {}", shown(&args.paths)))?;
        return Ok(2);
    }
    Ok(u8::from(failed > 0 || bare > 0 || !offences.is_empty()))
}

/// Files below the threshold, and (asked for) the lines that no test reaches.
fn print_coverage(out: &mut impl Write, run: &TestRun, args: &Args) -> io::Result<usize> {
    let mut bare = 0;
    for (path, coverage) in &run.coverage {
        let below = coverage.percent() < args.threshold;
        bare += usize::from(below);
        if below || (args.verbose && !coverage.not_covered.is_empty()) {
            let lines: Vec<String> = coverage.not_covered.iter().map(ToString::to_string).collect();
            writeln!(out, "{:<4} {path}: no test reaches lines {}", status(!below), lines.join(", "))?;
        }
    }
    Ok(bare)
}

fn status(good: bool) -> &'static str {
    if good { "ok" } else { "FAIL" }
}

/// Reads the policies, lends them the words of the library they stand beside (or ours), and runs their tests.
fn tested(paths: &[PathBuf]) -> Result<TestRun, Vec<PolicyError>> {
    let mut texts = BTreeMap::new();
    let mut below = Bundle::shipped(super::shipped());
    for path in paths {
        texts.extend(texts_of(path)?);
        if let Some(tested) = tested_by(path) {
            texts.extend(texts_of(&tested)?);
        }
        if let Some(root) = load::policies::library_root(path) {
            let mut beside = texts_of(&root.join("lib"))?;
            if root.join("data").is_dir() {
                beside.extend(texts_of(&root.join("data"))?);
            }
            below = Bundle::given(beside)?.over(below);
        }
    }
    policy::test(Bundle::given(texts)?, below)
}

/// The policy beside a file of tests that is named by itself.
fn tested_by(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?.strip_suffix("_test.rego")?;
    Some(path.with_file_name(format!("{name}.rego"))).filter(|policy| policy.is_file())
}

/// What the style does not allow; texts that cannot be read have been reported by then.
fn offences(paths: &[PathBuf]) -> Vec<PolicyError> {
    let texts = paths.iter().flat_map(|path| texts_of(path).unwrap_or_default());
    Bundle::given(texts).map_or_else(|errors| errors, |bundle| policy::lint(&bundle))
}

fn by_file(run: &TestRun) -> BTreeMap<&str, Vec<&policy::PolicyTest>> {
    let mut files: BTreeMap<&str, Vec<&policy::PolicyTest>> = BTreeMap::new();
    for test in &run.tests {
        files.entry(&test.path).or_default().push(test);
    }
    files
}

fn shown(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}
