//! `plimsoll waivers`: what is waived, what is wrong with it, and a new entry.

mod add;

use std::io::{self, Write};

use jiff::ToSpan;
use jiff::civil::Date;
use plimsoll_check::NOTHING;
use plimsoll_judge::waiver::{Standing, WaiverSource, WaiverState};
use plimsoll_report::{self as report, Options, Report};
use plimsoll_source::problem::{self, Problem};

use super::inputs::Inputs;
use super::judge;
use super::judging::{Judging, VerbOptions};
use super::terminal;
use crate::output;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// List every waiver, in files and in comments, and what became of it
    List(Box<List>),
    /// Tell what is wrong with waivers: invalid (exit code 2), expired, unused or too wide (exit code 1)
    Lint(Box<Lint>),
    /// Append a waiver to the waivers file
    Add(Box<add::Args>),
}

#[derive(Debug, clap::Args)]
struct List {
    #[command(flatten)]
    inputs: Inputs,
    #[command(flatten)]
    judging: Judging,
    /// Only those that end within this time, or have ended: 30d, 8w
    #[arg(long, value_name = "TIME", value_parser = days)]
    expiring: Option<i64>,
    /// text or json
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = ["text", "json"])]
    format: String,
}

#[derive(Debug, clap::Args)]
struct Lint {
    #[command(flatten)]
    inputs: Inputs,
    #[command(flatten)]
    judging: Judging,
}

fn days(text: &str) -> Result<i64, String> {
    let wrong = || format!("`{text}` is no time; write it as 30d or 8w");
    let unit = text.chars().last().ok_or_else(wrong)?;
    let (number, factor) = match unit {
        'd' => (&text[..text.len() - 1], 1),
        'w' => (&text[..text.len() - 1], 7),
        '0'..='9' => (text, 1),
        _ => return Err(wrong()),
    };
    number.parse::<u16>().map(|n| i64::from(n) * factor).map_err(|_no_number| wrong())
}

pub(crate) fn run(args: Args) -> io::Result<super::Exit> {
    match args.verb {
        Verb::List(list) => self::list(&list),
        Verb::Lint(lint) => self::lint(&lint),
        Verb::Add(add) => add::run(&add),
    }
}

fn list(args: &List) -> io::Result<super::Exit> {
    let Some(judged) = judge::run(&args.inputs, &args.judging, &VerbOptions::default())? else { return Ok(2) };
    let report = judged.report;
    let states: Vec<&WaiverState> =
        report.waivers.iter().filter(|state| ends_soon(state, args.expiring, &report.as_of)).collect();
    let mut out = output::shown();
    if args.format == "json" {
        let rows: Vec<serde_json::Value> = states.iter().map(|state| row(&report, state)).collect();
        report::write_json(&rows, true, &mut output::stdout())?;
    } else {
        for state in &states {
            line(&report, state, &mut out)?;
        }
        let count = |standing| states.iter().filter(|state| state.standing == standing).count();
        writeln!(
            out,
            "{}: {} active, {} expired, {} unused, {} invalid{}",
            counted(states.len()),
            count(Standing::Active),
            count(Standing::Expired),
            count(Standing::Unused),
            count(Standing::Invalid),
            match count(Standing::OutOfSight) {
                0 => String::new(),
                n => format!(", {n} out of sight"),
            }
        )?;
    }
    drop(out);
    tell(&report, |problem| problem.severity == problem::Severity::Error)
}

/// Prints problems on stderr; the exit code of what is left.
fn tell(report: &Report, of_interest: impl Fn(&Problem) -> bool) -> io::Result<super::Exit> {
    let problems: Vec<Problem> = report.problems.iter().filter(|problem| of_interest(problem)).cloned().collect();
    let options = terminal::stderr(Options::default(), None);
    report::write_problems(&report.sources.show(problems.clone()), &report.sources, &options, &mut output::stderr())?;
    let is_error = |problem: &Problem| problem.severity == problem::Severity::Error;
    Ok(if problems.iter().any(is_error) { 2 } else { 0 })
}

fn lint(args: &Lint) -> io::Result<super::Exit> {
    let Some(judged) = judge::run(&args.inputs, &args.judging, &VerbOptions::default())? else { return Ok(2) };
    let report = judged.report;
    let is_ours = |problem: &Problem| problem.code.starts_with("waiver-");
    let is_empty = |problem: &Problem| NOTHING.contains(&problem.code);
    let code = tell(&report, |p| is_ours(p) || is_empty(p) || p.code.starts_with("config-"))?;
    let warnings = report.problems.iter().filter(|problem| is_ours(problem)).count();
    if warnings == 0 && code == 0 {
        writeln!(output::stdout(), "{}, nothing wrong", counted(report.waivers.len()))?;
    }
    Ok(if code == 0 && warnings > 0 { 1 } else { code })
}

fn counted(n: usize) -> String {
    format!("{n} waiver{}", if n == 1 { "" } else { "s" })
}

fn ends_soon(state: &WaiverState, within: Option<i64>, as_of: &str) -> bool {
    let Some(days) = within else { return true };
    let (Some(expires), Ok(today)) = (&state.waiver.expires, as_of.parse::<Date>()) else { return false };
    let Ok(last) = expires.parse::<Date>() else { return true };
    today.checked_add(days.days()).is_ok_and(|horizon| last <= horizon)
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Active => "active",
        Standing::Expired => "expired",
        Standing::Unused => "unused",
        Standing::OutOfSight => "unseen",
        Standing::Invalid => "invalid",
    }
}

fn line(report: &Report, state: &WaiverState, out: &mut dyn Write) -> io::Result<()> {
    let waiver = &state.waiver;
    let place = report.sources.location(waiver.span);
    let until = waiver.expires.as_deref().unwrap_or("no end");
    let owner = waiver.owner.as_deref().unwrap_or("nobody");
    let rules = match waiver.source {
        WaiverSource::Config if waiver.rules.is_empty() => "secrets".to_owned(),
        _ if waiver.rules.is_empty() => "all of its rules".to_owned(),
        _ => waiver.rules.join(", "),
    };
    writeln!(out, "{:<8} {until:<10} {}:{}  {rules}", standing(state.standing), place.path, place.start.line)?;
    let id = if matches!(waiver.source, WaiverSource::File | WaiverSource::Config) {
        format!("{}, ", waiver.id)
    } else {
        String::new()
    };
    let reason: String = waiver.reason.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    writeln!(out, "         {id}owner {owner}, covers {}: {reason}", state.covers.len())
}

fn row(report: &Report, state: &WaiverState) -> serde_json::Value {
    let waiver = &state.waiver;
    serde_json::json!({
        "id": waiver.id, "source": waiver.source, "standing": state.standing, "kind": waiver.kind, "rules": waiver.rules,
        "reason": waiver.reason, "owner": waiver.owner, "approver": waiver.approver, "ticket": waiver.ticket,
        "created": waiver.created, "expires": waiver.expires, "location": report.sources.location(waiver.span),
        "covers": state.covers,
    })
}
