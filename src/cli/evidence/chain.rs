//! `plimsoll evidence chain`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use plimsoll::evidence::{self, Bundle, Chain, Closing, Demands, FindingHistory, Presence, VerifyingKey};

use super::folder;
use crate::cli::output;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Bundles, in any order
    #[arg(value_name = "DIR", required = true)]
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

pub(super) fn run(args: &Args) -> io::Result<crate::cli::Exit> {
    let key = args.key.as_deref().map(folder::public_key).transpose()?;
    let bundles = args.bundles.iter().map(|directory| read(directory, key.as_ref())).collect::<io::Result<Vec<_>>>()?;
    let demands = Demands { from: args.from, to: args.to, max_gap: args.max_gap };
    let chain = evidence::chain(&bundles, &demands).map_err(io::Error::other)?;
    let mut out = output::stdout();
    match args.format {
        Format::Table => table(&chain, &mut output::shown())?,
        Format::Json => {
            serde_json::to_writer_pretty(&mut out, &chain)?;
            writeln!(out)?;
        }
        Format::Csv => csv_rows(&chain, &mut out)?,
        Format::Html => out.write_all(evidence::timeline(&chain).as_bytes())?,
    }
    Ok(u8::from(!chain.gaps.is_empty()))
}

fn read(directory: &Path, key: Option<&VerifyingKey>) -> io::Result<Bundle> {
    let found = folder::read(directory)?;
    let failures = found.failures(key);
    let mut files = found.files;
    let name = directory.display().to_string();
    let manifest = files.remove(evidence::MANIFEST).ok_or_else(|| {
        io::Error::other(format!("`{name}` has no manifest.json: it is no bundle, or not a whole one"))
    })?;
    // What is missing or broken in the others is among the failures.
    let mut json =
        |file: &str| files.remove(file).and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    let (results, controls, waivers) = (json("results.json"), json("controls.json"), json("waivers.json"));
    Ok(Bundle { name, manifest, results, controls, waivers, failures })
}

fn table(chain: &Chain, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "Runs")?;
    for run in &chain.runs {
        let commit = run.commit.as_deref().map_or("no commit", |c| c.get(..12).unwrap_or(c));
        let dirty = if run.dirty { "+" } else { "" };
        let count = |kind: &str| run.counts.get(kind).copied().unwrap_or(0);
        let (pass, fail, waived) = (count("pass"), count("fail"), count("waived"));
        let failed = if run.failed > 0 { format!(", not judged: {} files", run.failed) } else { String::new() };
        writeln!(
            out,
            "  {}  {commit}{dirty}  {pass} pass, {fail} fail, {} review, {waived} waived{failed}  ({})",
            run.started,
            count("review"),
            run.name
        )?;
    }
    writeln!(out, "Gaps")?;
    if chain.gaps.is_empty() {
        writeln!(out, "  none")?;
    }
    for gap in &chain.gaps {
        writeln!(out, "  {}: {}", gap.kind, gap.message)?;
    }
    writeln!(out, "Findings (opened, closed)")?;
    for finding in &chain.findings {
        writeln!(
            out,
            "  {}  {:<20}  {} on {}{}",
            finding.opened,
            closed(finding),
            finding.rule,
            finding.subject,
            how(finding)
        )?;
    }
    writeln!(out, "Controls (share of the time in which they were met)")?;
    for control in chain.controls.iter().filter(|c| c.statuses.iter().any(|s| s != "not_assessed")) {
        writeln!(out, "  {:>5.1} %  {} {}", control.met_percent, control.framework, control.control)?;
    }
    Ok(())
}

fn closed(finding: &FindingHistory) -> &str {
    match (&finding.closed, finding.presence.last()) {
        (Some(when), _) => when,
        (None, Some(Presence::Waived)) => "waived",
        (None, Some(Presence::Review)) => "to review",
        (None, _) => "open",
    }
}

fn how(finding: &FindingHistory) -> &'static str {
    match finding.closing {
        Some(Closing::NotJudged) => " (no longer judged)",
        Some(Closing::Mended) | None => "",
    }
}

fn csv_rows(chain: &Chain, out: &mut impl Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["identity", "rule", "subject", "opened", "closed", "closing", "severity", "runs"])?;
    for f in &chain.findings {
        let closed = f.closed.as_deref().unwrap_or_default();
        let closing = match f.closing {
            Some(Closing::Mended) => "mended",
            Some(Closing::NotJudged) => "not judged",
            None => "",
        };
        let runs = f.runs.to_string();
        writer.write_record([&f.identity, &f.rule, &f.subject, &f.opened, closed, closing, &f.severity, &runs])?;
    }
    writer.flush()
}
