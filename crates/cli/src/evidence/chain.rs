//! `plimsoll evidence chain`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use plimsoll_evidence::{
    self as evidence, Bundle, Chain, Closing, Demands, FindingHistory, Presence, UNVERIFIED, VerifyingKey,
};
use plimsoll_report::{self as report, cell, printable};

use super::folder;
use crate::output;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Bundles, directories or archives, in any order; those of several repositories are told apart
    #[arg(value_name = "BUNDLE", required = true)]
    bundles: Vec<PathBuf>,
    /// The public key of their signer, Ed25519 in PEM: each bundle must be signed by it
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Only runs from this day on
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Option<jiff::civil::Date>,
    /// Only runs up to this day
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: Option<jiff::civil::Date>,
    /// The longest time that may lie between two runs, and between them and the ends of the period, as 7d or 36h
    #[arg(long, value_name = "TIME", value_parser = seconds)]
    max_gap: Option<i64>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Format {
    /// For people
    Table,
    /// Everything
    Json,
    /// Findings, one line each
    Csv,
    /// A timeline of runs, controls and findings, one self-contained page
    Html,
}

fn seconds(text: &str) -> Result<i64, String> {
    let wrong = || format!("`{text}` is no time; write it as 7d or 36h");
    let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(wrong)?;
    let number: i64 = number.parse().map_err(|_| wrong())?;
    let unit = match unit {
        "d" => 86_400,
        "h" => 3_600,
        _ => return Err(wrong()),
    };
    number.checked_mul(unit).filter(|seconds| *seconds > 0).ok_or_else(wrong)
}

pub(super) fn run(args: &Args) -> io::Result<crate::Exit> {
    let key = args.key.as_deref().map(folder::public_key).transpose()?;
    let bundles = args.bundles.iter().map(|directory| read(directory, key.as_ref())).collect::<io::Result<Vec<_>>>()?;
    let demands = Demands { from: args.from, to: args.to, max_gap: args.max_gap };
    let chains = evidence::chain(&bundles, &demands).map_err(io::Error::other)?;
    let mut out = output::stdout();
    match args.format {
        Format::Table => chains.iter().try_for_each(|chain| table(chain, chains.len(), &mut out))?,
        Format::Json => {
            report::write_json(&serde_json::json!({"version": 1, "repositories": chains}), true, &mut out)?;
        }
        Format::Csv => csv_rows(&chains, &mut out)?,
        Format::Html => out.write_all(evidence::timeline(&chains).as_bytes())?,
    }
    Ok(u8::from(chains.iter().any(|chain| !chain.gaps.is_empty())))
}

fn read(directory: &Path, key: Option<&VerifyingKey>) -> io::Result<Bundle> {
    let found = folder::read(directory)?;
    let failures = found.failures(key);
    Bundle::of_files(directory.display().to_string(), found.files, failures, key.is_some()).map_err(io::Error::other)
}

fn table(chain: &Chain, repositories: usize, out: &mut impl Write) -> io::Result<()> {
    // On every line: a line is what is copied into a report.
    let mark = if chain.verified { "" } else { "  UNVERIFIED" };
    let mut line = |text: &str| writeln!(out, "{}{mark}", printable(text));
    let repository = chain.repository.as_deref().unwrap_or("no manifest names it");
    let others = if repositories > 1 {
        format!(" (one of {repositories}, each with its own row of runs)")
    } else {
        String::new()
    };
    line(&format!("Repository: {repository}{others}"))?;
    line("Runs")?;
    for run in &chain.runs {
        let commit = run.commit.as_deref().map_or("no commit", |c| c.get(..12).unwrap_or(c));
        let dirty = if run.dirty { "+" } else { "" };
        let count = |kind: &str| run.counts.get(kind).copied().unwrap_or(0);
        let (pass, fail, review, waived) = (count("pass"), count("fail"), count("review"), count("waived"));
        let failed = if run.failed > 0 { format!(", not judged: {} files", run.failed) } else { String::new() };
        let (started, name) = (&run.started, &run.name);
        line(&format!(
            "  {started}  {commit}{dirty}  {pass} pass, {fail} fail, {review} review, {waived} waived{failed}  ({name})"
        ))?;
    }
    line("Gaps")?;
    if chain.gaps.is_empty() {
        line("  none")?;
    }
    for gap in &chain.gaps {
        line(&format!("  {}: {}", gap.kind, gap.message))?;
    }
    line("Findings (opened, closed)")?;
    for finding in &chain.findings {
        let (opened, closed, how) = (&finding.opened, closed(finding), how(finding));
        line(&format!("  {opened}  {closed:<20}  {} on {}{how}", finding.rule, finding.subject))?;
    }
    line("Controls (share of the time in which they were met)")?;
    for control in chain.controls.iter().filter(|c| c.statuses.iter().any(|s| s != "not_assessed")) {
        line(&format!("  {:>5.1} %  {} {}", control.met_percent, control.framework, control.control))?;
    }
    Ok(())
}

fn closed(finding: &FindingHistory) -> &str {
    match (&finding.closed, finding.presence.last()) {
        (Some(when), _) => when,
        (None, Some(Presence::Waived)) => "waived",
        (None, Some(Presence::Review)) => "to review",
        (None, Some(Presence::Unknown)) => "not known",
        (None, _) => "open",
    }
}

fn how(finding: &FindingHistory) -> &'static str {
    match finding.closing {
        Some(Closing::NotJudged) => " (no longer judged)",
        Some(Closing::Mended) | None => "",
    }
}

fn csv_rows(chains: &[Chain], out: &mut impl Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    let head =
        ["repository", "identity", "rule", "subject", "opened", "closed", "closing", "severity", "runs", "signatures"];
    writer.write_record(head)?;
    for (chain, f) in chains.iter().flat_map(|chain| chain.findings.iter().map(move |finding| (chain, finding))) {
        let repository = chain.repository.as_deref().unwrap_or_default();
        let closed = f.closed.as_deref().unwrap_or_default();
        let closing = match f.closing {
            Some(Closing::Mended) => "mended",
            Some(Closing::NotJudged) => "not judged",
            None => "",
        };
        let runs = f.runs.to_string();
        let signatures = if chain.verified { "verified" } else { UNVERIFIED };
        let cells =
            [repository, &f.identity, &f.rule, &f.subject, &f.opened, closed, closing, &f.severity, &runs, signatures];
        writer.write_record(cells.map(cell))?;
    }
    writer.flush()
}
