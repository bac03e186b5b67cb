//! `plimsoll evidence verify`.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use plimsoll::evidence::{self, Failure, Files};
use plimsoll::policy::{Bundle, PolicySet, RuleId};
use serde_json::Value;

use super::create::Request;
use super::folder;
use crate::cli::judge::{self, Wishes};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The bundle
    #[arg(value_name = "DIR")]
    bundle: PathBuf,
    /// The public key of its signer, Ed25519 in PEM
    #[arg(long, value_name = "FILE", required_unless_present = "unsigned")]
    key: Option<PathBuf>,
    /// Accept a bundle that nobody signed: its files can then only be shown to fit together
    #[arg(long)]
    unsigned: bool,
    /// Evaluate the bundled policies again, as of the recorded day: results.json must come out the same, byte for byte
    #[arg(long)]
    replay: bool,
    /// The checkout that was judged, for --replay [default: .]
    #[arg(long, value_name = "CHECKOUT", requires = "replay")]
    src: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> io::Result<crate::cli::Exit> {
    let files = folder::read(&args.bundle)?;
    let key = match &args.key {
        Some(path) => {
            let pem = fs::read_to_string(path)
                .map_err(|e| io::Error::new(e.kind(), format!("cannot read the key `{}`: {e}", path.display())))?;
            Some(
                evidence::verifying_key(&pem)
                    .map_err(|error| io::Error::other(format!("`{}` {error}", path.display())))?,
            )
        }
        None => None,
    };
    let mut failures = evidence::verify(&files, key.as_ref());
    if args.replay && failures.is_empty() {
        failures.extend(replay(&files, args.src.as_deref().unwrap_or(Path::new(".")))?);
    }
    let mut out = io::stdout().lock();
    for failure in &failures {
        writeln!(out, "{failure}")?;
    }
    let signed = if args.key.is_some() { "signed" } else { evidence::UNSIGNED };
    let replayed = if args.replay && failures.is_empty() { ", replayed with the same results" } else { "" };
    match failures.len() {
        0 => writeln!(out, "{}: holds ({} files, {signed}{replayed})", args.bundle.display(), files.len())?,
        count => writeln!(out, "{}: does not hold: {count} broken promises", args.bundle.display())?,
    }
    Ok(u8::from(!failures.is_empty()))
}

/// Judges again with the bundled policies, and compares.
fn replay(files: &Files, source: &Path) -> io::Result<Vec<Failure>> {
    let manifest: Value = serde_json::from_slice(&files[evidence::MANIFEST])?;
    let recorded = &manifest["invocation"]["request"];
    let request: Request = serde_json::from_value(recorded.clone())
        .map_err(|error| io::Error::other(format!("the manifest does not say what to ask again: {error}")))?;
    let policies = bundled(files)?;
    let root = source
        .canonicalize()
        .map_err(|e| io::Error::new(e.kind(), format!("cannot open `{}`: {e}", source.display())))?;
    env::set_current_dir(root.join(&request.directory))?;
    let mut judging = request.judging;
    judging.as_of = manifest["invocation"]["as_of"].as_str().map(str::to_owned);
    judging.policy.clear();
    let mut failures = inputs(&manifest, &root);
    let Some(judged) = judge::run_with(&request.inputs, &judging, &Wishes::default(), Some(policies))? else {
        return Err(io::Error::other("the bundled policies cannot be evaluated"));
    };
    if evidence::results(&judged.report)? != files["results.json"] {
        failures.push(Failure::new(
            "results.json",
            "replay",
            "evaluating the bundled policies again gives other results",
        ));
    }
    Ok(failures)
}

/// Inputs that are not what was judged.
fn inputs(manifest: &Value, root: &Path) -> Vec<Failure> {
    let salt = manifest["salt"].as_str().unwrap_or_default();
    let evaluated = manifest["population"]["evaluated"].as_array().into_iter().flatten();
    let mut failures = Vec::new();
    for file in evaluated {
        let path = file["path"].as_str().unwrap_or_default();
        let bytes = fs::read(root.join(path)).unwrap_or_default();
        let (wanted, found) = match file["salted_sha256"].as_str() {
            Some(wanted) => (wanted, evidence::sha256(&[salt.as_bytes(), &bytes].concat())),
            None => (file["sha256"].as_str().unwrap_or_default(), evidence::sha256(&bytes)),
        };
        if wanted != found {
            failures.push(Failure::new(path, "input", "the file in the checkout is not the one that was judged"));
        }
    }
    failures
}

fn bundled(files: &Files) -> io::Result<PolicySet> {
    let texts = files.iter().filter_map(|(path, bytes)| {
        let inside = path.strip_prefix("policies/")?;
        Some((inside.to_owned(), String::from_utf8_lossy(bytes).into_owned()))
    });
    let told = |errors: Vec<plimsoll::policy::PolicyError>| {
        io::Error::other(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    };
    let mut policies = PolicySet::load(Bundle::given(texts).map_err(told)?).map_err(told)?;
    if let Some(params) = files.get("policies/params.json") {
        let params: std::collections::BTreeMap<String, serde_json::Map<String, Value>> =
            serde_json::from_slice(params)?;
        for (rule, values) in params {
            for (name, value) in values {
                policies.configure(&RuleId::new(rule.as_str()), &name, value).map_err(io::Error::other)?;
            }
        }
    }
    Ok(policies)
}
