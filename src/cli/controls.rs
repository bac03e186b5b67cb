//! `plimsoll controls`: how the controls of a framework come out, with their rules, exceptions and what remains to be looked at by hand.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use plimsoll::evidence;
use plimsoll::finding::OutcomeKind;
use plimsoll::policy::Framework;
use plimsoll::problem::Severity;
use plimsoll::report::{self, ControlSummary, Options, Report};
use serde_json::{Value, json};

use super::judge::{self, Judging, Wishes};
use super::scene::Inputs;

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
    let Some(judged) = judge::run(&args.inputs, &args.judging, &Wishes::default())? else { return Ok(2) };
    let report = &judged.report;
    let wanted = args.judging.framework.as_deref();
    let shown: Vec<Value> = report::frameworks(report)
        .iter()
        .filter_map(|summary| {
            let framework = report.frameworks.iter().find(|f| f.id == summary.id)?;
            let asked = wanted.is_none_or(|name| framework.is_called(name));
            asked.then(|| document(report, framework, &summary.controls))
        })
        .collect();
    let mut out = io::stdout().lock();
    match args.format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut out, &json!({"version": 1, "frameworks": shown}))?;
            writeln!(out)?;
        }
        Format::Text => shown.iter().try_for_each(|framework| text(framework, &mut out))?,
        Format::Markdown => shown.iter().try_for_each(|framework| markdown(framework, &mut out))?,
    }
    if let Some(path) = &args.oscal {
        let mut bytes = serde_json::to_vec_pretty(&evidence::component_definition(report))?;
        bytes.push(b'\n');
        fs::write(path, bytes)
            .map_err(|e| io::Error::new(e.kind(), format!("cannot write `{}`: {e}", path.display())))?;
    }
    report::write_problems(&report.problems, &report.sources, &Options::default(), &mut io::stderr().lock())?;
    let incomplete = report.problems.iter().any(|p| p.severity == Severity::Error);
    Ok(if incomplete { 2 } else { 0 })
}

fn document(report: &Report, framework: &Framework, controls: &[ControlSummary]) -> Value {
    let controls: Vec<Value> = controls.iter().map(|control| of_control(report, framework, control)).collect();
    json!({"id": framework.id, "title": framework.title, "version": framework.version, "source": framework.source, "controls": controls})
}

fn of_control(report: &Report, framework: &Framework, control: &ControlSummary) -> Value {
    let mapped = framework.controls.iter().find(|c| c.id == control.id);
    let strength: BTreeMap<&str, Value> =
        mapped.into_iter().flat_map(|c| &c.rules).map(|m| (m.rule.as_str(), json!(m.strength))).collect();
    let rules: Vec<Value> =
        control.rules.iter().map(|rule| json!({"rule": rule, "strength": strength.get(rule.as_str())})).collect();
    let of_it = || report.outcomes.iter().filter(|o| control.rules.contains(&o.rule));
    let broken: Vec<Value> = of_it()
        .filter(|o| !matches!(o.kind, OutcomeKind::Pass | OutcomeKind::NotApplicable))
        .map(|o| json!({"rule": o.rule, "subject": format!("{}#{}", o.project, o.subject), "outcome": o.kind}))
        .collect();
    let exceptions: Vec<Value> = of_it()
        .filter(|o| o.kind == OutcomeKind::Waived)
        .flat_map(|o| o.findings.iter().filter_map(|i| report.findings.get(*i)?.waiver.as_ref()))
        .map(|waiver| json!(waiver))
        .collect();
    json!({
        "id": control.id, "title": control.title, "status": control.status.as_str(), "rules": rules,
        "passed": control.outcomes.get(&OutcomeKind::Pass).copied().unwrap_or(0),
        "open": broken, "exceptions": exceptions, "manual": control.manual,
    })
}

fn string<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(framework: &Value, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{} ({})\n", string(framework, "title"), string(framework, "id"))?;
    for control in list(framework, "controls") {
        let (id, title) = (string(control, "id"), string(control, "title"));
        let rules = list(control, "rules").len();
        writeln!(
            out,
            "{:<12} {id:<10} {title} ({rules} rules, {} passed)",
            string(control, "status"),
            control["passed"]
        )?;
        for open in list(control, "open") {
            writeln!(
                out,
                "{:24}{}: {} on {}",
                "",
                string(open, "outcome"),
                string(open, "rule"),
                string(open, "subject")
            )?;
        }
        if let Some(manual) = control["manual"].as_str() {
            writeln!(out, "{:24}by hand: {manual}", "")?;
        }
    }
    writeln!(out)
}

fn markdown(framework: &Value, out: &mut impl Write) -> io::Result<()> {
    let cell = |text: &str| text.replace('|', "\\|").replace('\n', " ");
    writeln!(out, "# {}\n\nSource: {}\n", string(framework, "title"), string(framework, "source"))?;
    writeln!(
        out,
        "| control | what it asks | status | rules (strength) | open | exceptions | by hand |\n|---|---|---|---|---|---|---|"
    )?;
    for control in list(framework, "controls") {
        let rules: Vec<String> = list(control, "rules")
            .iter()
            .map(|r| format!("`{}` ({})", string(r, "rule"), string(r, "strength")))
            .collect();
        let open: Vec<String> = list(control, "open")
            .iter()
            .map(|o| format!("{}: `{}` on `{}`", string(o, "outcome"), string(o, "rule"), string(o, "subject")))
            .collect();
        let exceptions: Vec<String> = list(control, "exceptions")
            .iter()
            .map(|e| {
                format!(
                    "{}: {} (until {})",
                    string(e, "id"),
                    string(e, "reason"),
                    e["expires"].as_str().unwrap_or("no end")
                )
            })
            .collect();
        let cells = [
            cell(string(control, "id")),
            cell(string(control, "title")),
            string(control, "status").to_owned(),
            rules.join(", "),
            cell(&open.join("; ")),
            cell(&exceptions.join("; ")),
            cell(string(control, "manual")),
        ];
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    writeln!(out)
}
