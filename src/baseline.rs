//! Noun: a previous report to compare with: which findings were there already. Knows findings only by their stable identity.

use std::collections::HashMap;

use serde_json::Value;

use crate::finding::Finding;
use crate::policy::RuleId;
use crate::problem::Problem;
use crate::sight::Sight;
use crate::source::{FileId, Sources, Span};

/// A baseline larger than this is none of our reports.
const MAX_BYTES: usize = 512 << 20;

/// The findings of a previous report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    known: Vec<Known>,
}

/// A finding of then.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Known {
    path: String,
    /// The rule, where the report names it.
    rule: Option<RuleId>,
    /// Its identities: one for each project and environment that it held for.
    fingerprints: Vec<String>,
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
    /// Then, of what this run did not look at.
    pub out_of_sight: usize,
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
    pub fn compare(&self, findings: &mut [Finding], sources: &Sources, sight: &Sight) -> Compared {
        let mut met = vec![false; self.known.len()];
        for finding in findings.iter_mut() {
            finding.new = Some(true);
        }
        for is_moved in [false, true] {
            let place = |path: &str| if is_moved { String::new() } else { path.to_owned() };
            // The last of a list comes first in the file.
            let mut left: HashMap<(String, String), Vec<usize>> = HashMap::new();
            for (index, known) in self.known.iter().enumerate().rev().filter(|(index, _)| !met[*index]) {
                for fingerprint in &known.fingerprints {
                    left.entry((place(&known.path), fingerprint.clone())).or_default().push(index);
                }
            }
            for finding in findings.iter_mut().filter(|finding| finding.new == Some(true)) {
                let place = place(&sources.get(finding.primary.span.file).path);
                let is_known = finding.fingerprints().any(|fingerprint| {
                    let Some(left) = left.get_mut(&(place.clone(), fingerprint.to_owned())) else { return false };
                    while left.pop_if(|index| met[*index]).is_some() {}
                    left.pop().is_some_and(|index| !std::mem::replace(&mut met[index], true))
                });
                finding.new = Some(!is_known);
            }
        }
        let new = findings.iter().filter(|finding| finding.new == Some(true)).count();
        let missing = || self.known.iter().zip(&met).filter(|(_, met)| !**met).map(|(known, _)| known);
        let in_sight =
            |known: &&Known| sight.holds(&known.path) && known.rule.as_ref().is_none_or(|rule| sight.ran(rule));
        let gone = missing().filter(in_sight).count();
        Compared { new, unchanged: findings.len() - new, gone, out_of_sight: missing().count() - gone }
    }

    fn add(&mut self, fingerprint: &str, also: Option<&Value>, path: &str, rule: Option<&str>) {
        let also = also.and_then(Value::as_array).into_iter().flatten();
        let also = also.filter_map(|one| one.get("fingerprint")?.as_str()).map(str::to_owned);
        let fingerprints = std::iter::once(fingerprint.to_owned()).chain(also).collect();
        self.known.push(Known { path: path.to_owned(), rule: rule.map(RuleId::new), fingerprints });
    }
}

/// `-o json`.
fn from_json(document: &Value) -> Option<Baseline> {
    let findings = document.get("findings")?.as_array()?;
    document.get("tool")?.get("name")?.as_str().filter(|name| *name == "plimsoll")?;
    let mut baseline = Baseline::default();
    for finding in findings {
        let path = finding.pointer("/location/path").and_then(Value::as_str).unwrap_or_default();
        let rule = finding.get("rule").and_then(Value::as_str);
        baseline.add(finding.get("fingerprint")?.as_str()?, finding.get("also"), path, rule);
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
            let also = result.pointer("/properties/also");
            let all = result.pointer("/properties/fingerprints").and_then(Value::as_array);
            let rule = result.get("ruleId").and_then(Value::as_str);
            match all {
                Some(all) => all.iter().filter_map(Value::as_str).for_each(|one| baseline.add(one, None, &path, rule)),
                None => baseline.add(own, also, &path, rule),
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
            let compared = then.compare(&mut now, &report.sources, &Sight::default());
            // The upload for GitHub leaves the waived one out.
            let waived = usize::from(profile == SarifProfile::Github && format == Format::Sarif);
            assert_eq!(
                compared,
                Compared { new: 1 + waived, unchanged: 3 - waived, gone: 1, out_of_sight: 0 },
                "{format} {profile:?}"
            );
            assert_eq!(now[3].new, Some(true));
            assert_eq!(now[0].new, Some(false));
        }
        // The same identity twice, in another file: one of the two is new.
        let mut out = Vec::new();
        report.findings.truncate(1);
        write(&report, Format::Json, &Options::default(), &mut out).expect("written");
        let then = baseline(&String::from_utf8_lossy(&out).replace("deploy/", "moved/")).expect("a baseline");
        let mut now = vec![report.findings[0].clone(), report.findings[0].clone()];
        assert_eq!(
            then.compare(&mut now, &report.sources, &Sight::default()),
            Compared { new: 1, unchanged: 1, gone: 0, out_of_sight: 0 }
        );
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
