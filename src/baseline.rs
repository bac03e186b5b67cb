//! Noun: a previous report to compare with: which findings were there already. Knows findings only by their stable identity.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::finding::Finding;
use crate::problem::Problem;
use crate::source::{FileId, Sources, Span};

/// A baseline larger than this is none of our reports.
const MAX_BYTES: usize = 512 << 20;

/// The findings of a previous report: how many of each identity, by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    known: BTreeMap<String, BTreeMap<String, usize>>,
}

/// How findings compare with a baseline.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Compared {
    /// Only now.
    pub new: usize,
    /// Then and now.
    pub unchanged: usize,
    /// Only then.
    pub gone: usize,
}

impl Baseline {
    /// Reads a previous report, ours in `json` or `sarif`.
    ///
    /// # Errors
    /// The problem that tells why it is none; a run without its baseline would fail on everything, so it must not go on.
    pub fn parse(sources: &Sources, file: FileId) -> Result<Self, Problem> {
        let source = sources.get(file);
        let refuse = |message: String| {
            let help = "give a report that `plimsoll check -o json` or `-o sarif` wrote";
            Err(Problem::error("baseline-invalid", message).at(Span::new(file, 0, 0)).help(help))
        };
        if source.text.len() > MAX_BYTES {
            return refuse(format!("baseline `{}` is larger than {MAX_BYTES} bytes", source.path));
        }
        let document: Value = match serde_json::from_str(source.text.trim_start_matches('\u{feff}')) {
            Ok(document) => document,
            Err(error) => return refuse(format!("baseline `{}` is not JSON: {error}", source.path)),
        };
        let found = from_json(&document).or_else(|| from_sarif(&document));
        match found {
            Some(baseline) => Ok(baseline),
            None => refuse(format!("baseline `{}` is no report with fingerprints of plimsoll", source.path)),
        }
    }

    /// Marks each finding as new or not. An identity that stood in the same file counts first; then one that moved to another.
    pub fn compare(&self, findings: &mut [Finding], sources: &Sources) -> Compared {
        let mut left = self.known.clone();
        for finding in findings.iter_mut() {
            let path = &sources.get(finding.primary.span.file).path;
            let paths = left.get_mut(&finding.fingerprint);
            finding.new = Some(!paths.is_some_and(|paths| take(paths, path)));
        }
        for finding in findings.iter_mut().filter(|finding| finding.new == Some(true)) {
            let Some(paths) = left.get_mut(&finding.fingerprint) else { continue };
            let moved = paths.iter().find(|(_, count)| **count > 0).map(|(path, _)| path.clone());
            finding.new = Some(!moved.is_some_and(|path| take(paths, &path)));
        }
        let new = findings.iter().filter(|finding| finding.new == Some(true)).count();
        let gone = left.values().flat_map(BTreeMap::values).sum();
        Compared { new, unchanged: findings.len() - new, gone }
    }

    fn add(&mut self, fingerprint: &str, path: &str) {
        *self.known.entry(fingerprint.to_owned()).or_default().entry(path.to_owned()).or_default() += 1;
    }
}

fn take(paths: &mut BTreeMap<String, usize>, path: &str) -> bool {
    match paths.get_mut(path) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    }
}

/// `-o json`.
fn from_json(document: &Value) -> Option<Baseline> {
    let findings = document.get("findings")?.as_array()?;
    document.get("tool")?.get("name")?.as_str().filter(|name| *name == "plimsoll")?;
    let mut baseline = Baseline::default();
    for finding in findings {
        let path = finding.pointer("/location/path").and_then(Value::as_str).unwrap_or_default();
        baseline.add(finding.get("fingerprint")?.as_str()?, path);
    }
    Some(baseline)
}

/// `-o sarif`, in either profile.
fn from_sarif(document: &Value) -> Option<Baseline> {
    let mut baseline = Baseline::default();
    for run in document.get("runs")?.as_array()? {
        run.pointer("/tool/driver/name")?.as_str().filter(|name| *name == "plimsoll")?;
        for result in run.get("results")?.as_array()? {
            let kind = result.get("kind").and_then(Value::as_str).unwrap_or("fail");
            // Passes have no identity, and neither has what could not be judged.
            let Some(own) = result.pointer("/partialFingerprints/plimsoll~1v1").and_then(Value::as_str) else {
                continue;
            };
            if !matches!(kind, "fail" | "review") {
                continue;
            }
            let uri = result.pointer("/locations/0/physicalLocation/artifactLocation/uri").and_then(Value::as_str);
            let path = percent_encoding::percent_decode_str(uri.unwrap_or_default()).decode_utf8_lossy();
            let all = result.pointer("/properties/fingerprints").and_then(Value::as_array);
            match all {
                Some(all) => all.iter().filter_map(Value::as_str).for_each(|one| baseline.add(one, &path)),
                None => baseline.add(own, &path),
            }
        }
    }
    Some(baseline)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use crate::report::{Format, Options, SarifProfile, write};

    fn baseline(text: &str) -> Result<Baseline, Problem> {
        let sources = Sources::default();
        let file = sources.add("baseline", text);
        Baseline::parse(&sources, file)
    }

    #[test]
    fn what_was_there_is_not_new() {
        let mut report = sample::report();
        let formats = [
            (Format::Json, SarifProfile::Github),
            (Format::Sarif, SarifProfile::Full),
            (Format::Sarif, SarifProfile::Github),
        ];
        for (format, profile) in formats {
            let mut options = Options::default();
            options.sarif.profile = profile;
            let mut out = Vec::new();
            write(&report, format, &options, &mut out).expect("written");
            let then = baseline(&String::from_utf8(out).expect("UTF-8")).expect("a baseline");
            let mut now = report.findings.clone();
            now[3].fingerprint = "changed".into();
            let compared = then.compare(&mut now, &report.sources);
            // The upload for GitHub leaves the waived one out.
            let waived = usize::from(profile == SarifProfile::Github && format == Format::Sarif);
            assert_eq!(compared, Compared { new: 1 + waived, unchanged: 3 - waived, gone: 1 }, "{format} {profile:?}");
            assert_eq!(now[3].new, Some(true));
            assert_eq!(now[0].new, Some(false));
        }
        // The same identity twice, in another file: one of the two is new.
        let mut out = Vec::new();
        report.findings.truncate(1);
        write(&report, Format::Json, &Options::default(), &mut out).expect("written");
        let then = baseline(&String::from_utf8_lossy(&out).replace("deploy/", "moved/")).expect("a baseline");
        let mut now = vec![report.findings[0].clone(), report.findings[0].clone()];
        assert_eq!(then.compare(&mut now, &report.sources), Compared { new: 1, unchanged: 1, gone: 0 });
    }

    #[test]
    fn what_is_no_report_is_refused() {
        let texts = [
            "",
            "{}",
            "[]",
            "{\"findings\": []}",
            "{\"runs\": [{\"tool\": {\"driver\": {\"name\": \"x\"}}, \"results\": []}]}",
        ];
        for text in texts {
            assert!(baseline(text).is_err(), "{text}");
        }
    }
}
