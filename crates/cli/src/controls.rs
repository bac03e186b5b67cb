//! `plimsoll controls`: how the controls of a framework come out, with their rules, exceptions and what remains to be looked at by hand.

use std::io::{self, Write};
use std::path::PathBuf;

use plimsoll_evidence as evidence;
use plimsoll_report::{self as report, Options};
use plimsoll_source::problem::Severity;
use serde_json::{Value, json};

use super::inputs::Inputs;
use super::judge;
use super::judging::{ControlsAsked, Judging, VerbOptions};
use super::output;

/// Arguments of `plimsoll controls`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    inputs: Inputs,
    #[command(flatten)]
    judging: Judging,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write an OSCAL component definition (rule to control) to this file too
    #[arg(long, value_name = "FILE")]
    oscal: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Format {
    /// For a person
    Text,
    /// Everything
    Json,
    /// For a document or a printer
    Markdown,
}

pub(crate) fn run(args: &Args) -> io::Result<super::Exit> {
    let options = VerbOptions { controls: ControlsAsked::ThePoint, leaves_out: true, ..VerbOptions::default() };
    let Some(judged) = judge::run(&args.inputs, &args.judging, &options)? else { return Ok(2) };
    let report = &judged.report;
    let wanted = args.judging.framework.as_deref();
    let is_wanted =
        |id: &str| report.frameworks.iter().any(|f| f.id == id && wanted.is_none_or(|name| f.is_called(name)));
    let Some(mut shown) = report::controls(report) else { unreachable!("internal: controls were asked for") };
    shown.retain(|framework| is_wanted(string(framework, "id")));
    let narrowing = report.narrowing();
    let mut out = output::shown();
    match args.format {
        Format::Json => {
            let document = json!({"version": 1, "narrowed": narrowing, "frameworks": shown});
            report::write_json(&document, true, &mut output::stdout())?;
        }
        Format::Text => shown.iter().try_for_each(|framework| text(framework, narrowing.as_deref(), &mut out))?,
        Format::Markdown => {
            shown.iter().try_for_each(|framework| markdown(framework, narrowing.as_deref(), &mut out))?
        }
    }
    if let Some(path) = &args.oscal {
        let definition = evidence::component_definition(report);
        super::confined::through_no_link(std::path::Path::new(&report.repository.root), path)?;
        output::file(path, |out| report::write_json(&definition, true, out))?;
    }
    let problems = report.sources.show(report.problems.clone());
    report::write_problems(&problems, &report.sources, &Options::default(), &mut output::stderr())?;
    let incomplete = report.problems.iter().any(|p| p.severity == Severity::Error);
    Ok(if incomplete { 2 } else { 0 })
}

fn string<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map(Vec::as_slice).unwrap_or_default()
}

/// `Controls, narrowed: 2 rules did not run (--skip)`, after a title.
fn heading(framework: &Value, narrowing: Option<&str>) -> String {
    let narrowing = narrowing.map(|told| format!(", {told}")).unwrap_or_default();
    format!("{} ({}){narrowing}", string(framework, "title"), string(framework, "id"))
}

fn text(framework: &Value, narrowing: Option<&str>, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}\n", heading(framework, narrowing))?;
    for control in list(framework, "controls") {
        let (id, title) = (string(control, "id"), string(control, "title"));
        let rules = list(control, "rules").len();
        let (status, passed) = (string(control, "status"), &control["passed"]);
        writeln!(out, "{status:<14} {id:<10} {title} ({rules} rules, {passed} passed)")?;
        let mut below = |line: String| writeln!(out, "{:26}{line}", "");
        if let Some(explanation) = control["explanation"].as_str() {
            below(explanation.to_owned())?;
        }
        for open in list(control, "open") {
            let (outcome, rule, subject) = (string(open, "outcome"), string(open, "rule"), string(open, "subject"));
            below(format!("{outcome}: {rule} on {subject}"))?;
        }
        for missing in list(control, "rules_not_run") {
            below(format!("did not run: {} ({})", string(missing, "rule"), string(missing, "reason")))?;
        }
        if let Some(manual) = control["manual"].as_str() {
            below(format!("by hand: {manual}"))?;
        }
    }
    writeln!(out)
}

fn markdown(framework: &Value, narrowing: Option<&str>, out: &mut impl Write) -> io::Result<()> {
    use plimsoll_report::{markdown_code as code, markdown_text as cell};
    writeln!(out, "# {}\n\nSource: {}\n", cell(&heading(framework, narrowing)), string(framework, "source"))?;
    writeln!(
        out,
        "| control | what it asks | status | rules (strength) | open | exceptions | by hand |\n|---|---|---|---|---|---|---|"
    )?;
    for control in list(framework, "controls") {
        let mapped = list(control, "rules").iter().chain(list(control, "supporting"));
        let ran = mapped.map(|r| format!("{} ({})", code(string(r, "rule")), string(r, "strength")));
        let missing = list(control, "rules_not_run").iter();
        let missing =
            missing.map(|r| format!("{} did not run: {}", code(string(r, "rule")), cell(string(r, "reason"))));
        let rules: Vec<String> = ran.chain(missing).collect();
        let open: Vec<String> = list(control, "open")
            .iter()
            .map(|o| format!("{}: {} on {}", string(o, "outcome"), code(string(o, "rule")), code(string(o, "subject"))))
            .collect();
        let exceptions: Vec<String> = list(control, "exceptions")
            .iter()
            .map(|e| {
                let until = e["expires"].as_str().unwrap_or("no end");
                format!("{}: {} (until {until})", code(string(e, "id")), cell(string(e, "reason")))
            })
            .collect();
        let explanation = control["explanation"].as_str().map(|why| format!(": {why}")).unwrap_or_default();
        let cells = [
            cell(string(control, "id")),
            cell(string(control, "title")),
            cell(&format!("{}{explanation}", string(control, "status"))),
            rules.join(", "),
            open.join("; "),
            exceptions.join("; "),
            cell(string(control, "manual")),
        ];
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    writeln!(out)
}
