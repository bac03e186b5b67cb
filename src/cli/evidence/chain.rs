//! `plimsoll evidence chain`.

use std::io::{self, Write};
use std::path::PathBuf;

use plimsoll::evidence::{self, Bundle, Chain};
use serde_json::Value;

use super::folder;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Bundles, in any order
    #[arg(value_name = "DIR", required = true)]
    bundles: Vec<PathBuf>,
    /// Only runs from this day on
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Option<jiff::civil::Date>,
    /// Only runs up to this day
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: Option<jiff::civil::Date>,
    /// The longest time that may lie between two runs, as 7d or 36h
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
    /// A timeline of controls, one self-contained page
    Html,
}

fn seconds(text: &str) -> Result<i64, String> {
    let wrong = || format!("`{text}` is no time; write it as 7d or 36h");
    let (number, unit) = text.split_at(text.len().saturating_sub(1));
    let number: i64 = number.parse().map_err(|_| wrong())?;
    match unit {
        "d" => Ok(number * 86_400),
        "h" => Ok(number * 3_600),
        _ => Err(wrong()),
    }
}

pub(super) fn run(args: &Args) -> io::Result<crate::cli::Exit> {
    let mut bundles = Vec::with_capacity(args.bundles.len());
    for directory in &args.bundles {
        let mut files = folder::read(directory)?;
        let name = directory.display().to_string();
        let manifest = files
            .remove(evidence::MANIFEST)
            .ok_or_else(|| io::Error::other(format!("`{name}` has no manifest.json")))?;
        let json = |bytes: Option<Vec<u8>>, file: &str| -> io::Result<Value> {
            let bytes = bytes.ok_or_else(|| io::Error::other(format!("`{name}` has no {file}")))?;
            serde_json::from_slice(&bytes).map_err(|e| io::Error::other(format!("`{name}/{file}` is not JSON: {e}")))
        };
        let results = json(files.remove("results.json"), "results.json")?;
        let controls = json(files.remove("controls.json"), "controls.json")?;
        bundles.push(Bundle { name, manifest, results, controls });
    }
    bundles.retain(|bundle| within(bundle, args));
    let chain = evidence::chain(&bundles, args.max_gap).map_err(io::Error::other)?;
    let mut out = io::stdout().lock();
    match args.format {
        Format::Table => table(&chain, &mut out)?,
        Format::Json => {
            serde_json::to_writer_pretty(&mut out, &chain)?;
            writeln!(out)?;
        }
        Format::Csv => csv_rows(&chain, &mut out)?,
        Format::Html => out.write_all(evidence::timeline(&chain).as_bytes())?,
    }
    Ok(u8::from(!chain.gaps.is_empty()))
}

fn within(bundle: &Bundle, args: &Args) -> bool {
    let manifest: Value = serde_json::from_slice(&bundle.manifest).unwrap_or_default();
    let day = manifest["started"].as_str().and_then(|moment| moment.get(..10)).unwrap_or_default().to_owned();
    args.from.is_none_or(|from| day >= from.to_string()) && args.to.is_none_or(|to| day <= to.to_string())
}

fn table(chain: &Chain, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "Runs")?;
    for run in &chain.runs {
        let commit = run.commit.as_deref().map_or("no commit", |c| &c[..c.len().min(12)]);
        let count = |kind: &str| run.counts.get(kind).copied().unwrap_or(0);
        let (pass, fail, waived) = (count("pass"), count("fail"), count("waived"));
        writeln!(out, "  {}  {commit}  {pass} pass, {fail} fail, {waived} waived  ({})", run.started, run.name)?;
    }
    writeln!(out, "Gaps")?;
    if chain.gaps.is_empty() {
        writeln!(out, "  none")?;
    }
    for gap in &chain.gaps {
        writeln!(out, "  {}: {}", gap.kind, gap.message)?;
    }
    writeln!(out, "Findings")?;
    for finding in &chain.findings {
        let closed = finding.closed.as_deref().unwrap_or("open");
        writeln!(out, "  {}  {closed:<20}  {} on {}", finding.opened, finding.rule, finding.subject)?;
    }
    writeln!(out, "Controls (share of the time in which they were met)")?;
    for control in chain.controls.iter().filter(|c| c.statuses.iter().any(|s| s != "not_assessed")) {
        writeln!(out, "  {:>5.1} %  {} {}", control.met_percent, control.framework, control.control)?;
    }
    Ok(())
}

fn csv_rows(chain: &Chain, out: &mut impl Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["identity", "rule", "subject", "opened", "closed", "runs"])?;
    for f in &chain.findings {
        let closed = f.closed.as_deref().unwrap_or_default();
        writer.write_record([&f.identity, &f.rule, &f.subject, &f.opened, closed, &f.runs.to_string()])?;
    }
    writer.flush()
}
