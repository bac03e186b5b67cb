//! Noun: a previous report to compare with: which findings were there already. Knows findings only by their stable identity.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use crate::finding::Finding;
use plimsoll_policy::RuleId;
use plimsoll_source::problem::Problem;
use plimsoll_source::{FileId, Sources, Span};

/// The rule that results of `sarif` go by which tell what could not be judged.
pub const NOT_JUDGED: &str = "plimsoll/not-judged";

/// A baseline larger than this is none of our reports.
pub const MAX_BYTES: u64 = 512 << 20;

/// The findings of a previous report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    known: Vec<Known>,
    unjudged: BTreeSet<(String, String)>,
}

/// Whether a run would have found again what a rule found in a file (root-relative); the rule is not known of reports that do not name it.
pub type InSight<'a> = dyn Fn(&str, Option<&RuleId>) -> bool + 'a;

/// A finding of then.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Known {
    path: String,
    /// The rule, where the report names it.
    rule: Option<RuleId>,
    /// The identities of its occurrences; none in a report of before identities had a path in them.
    fingerprints: Vec<String>,
    /// The same without the path.
    content: Vec<String>,
    /// Another finding told it: that one counts.
    is_absorbed: bool,
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
        if source.text.len() as u64 > MAX_BYTES {
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

    /// What could not be judged then: path of the file and code.
    pub fn unjudged(&self) -> &BTreeSet<(String, String)> {
        &self.unjudged
    }

    /// Marks each finding as new or not. The whole identity counts first; then what is found in the same file; then what moved to another.
    pub fn compare(&self, findings: &mut [Finding], sources: &Sources, in_sight: &InSight<'_>) -> Compared {
        let mut met = vec![false; self.known.len()];
        for finding in findings.iter_mut() {
            finding.new = Some(true);
            finding.absorbed.iter_mut().for_each(|part| part.new = Some(true));
        }
        for likeness in [Likeness::Same, Likeness::InTheSameFile, Likeness::Moved] {
            // The last of a list comes first in the file.
            let mut left: HashMap<String, Vec<usize>> = HashMap::new();
            for (index, known) in self.known.iter().enumerate().rev().filter(|(index, _)| !met[*index]) {
                let identities = if likeness == Likeness::Same { &known.fingerprints } else { &known.content };
                for identity in identities {
                    left.entry(likeness.key(&known.path, identity)).or_default().push(index);
                }
            }
            let mut meet = |finding: &mut Finding| {
                if finding.new != Some(true) {
                    return;
                }
                let path = &sources.get(finding.primary.span.file).path;
                let identities: BTreeSet<String> = match likeness {
                    Likeness::Same => finding.fingerprints().map(|one| likeness.key(path, one)).collect(),
                    _ => finding.content_fingerprints().map(|one| likeness.key(path, one)).collect(),
                };
                // Each occurrence takes its own: what was two findings then may be one now.
                for identity in identities {
                    let Some(left) = left.get_mut(&identity) else { continue };
                    while left.pop_if(|index| met[*index]).is_some() {}
                    if let Some(index) = left.pop() {
                        met[index] = true;
                        finding.new = Some(false);
                    }
                }
            };
            for finding in findings.iter_mut() {
                meet(finding);
                finding.absorbed.iter_mut().for_each(&mut meet);
            }
        }
        // Of what another finding told then, that one counts.
        for (known, met) in self.known.iter().zip(&mut met) {
            *met |= known.is_absorbed;
        }
        // Whatever is new in a finding makes it new: it may be told for years for something else.
        for finding in findings.iter_mut() {
            let is_new = finding.parts().any(|part| part.new == Some(true));
            finding.new = Some(is_new);
        }
        let new = findings.iter().filter(|finding| finding.new == Some(true)).count();
        let missing = || self.known.iter().zip(&met).filter(|(_, met)| !**met).map(|(known, _)| known);
        let gone = missing().filter(|known| in_sight(&known.path, known.rule.as_ref())).count();
        Compared { new, unchanged: findings.len() - new, gone, out_of_sight: missing().count() - gone }
    }
}

/// How a finding is known again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Likeness {
    Same,
    InTheSameFile,
    Moved,
}

impl Likeness {
    fn key(self, path: &str, identity: &str) -> String {
        if self == Self::InTheSameFile { format!("{path}\0{identity}") } else { identity.to_owned() }
    }
}

impl Known {
    /// A finding as `json` tells it.
    fn told(finding: &Value) -> Option<Self> {
        let path = finding.pointer("/location/path").and_then(Value::as_str).unwrap_or_default();
        let text = |key: &str| finding.get(key).and_then(Value::as_str);
        Self::new(path, text("rule"), finding, (Some(text("fingerprint")?), text("content_fingerprint")))
    }

    /// What a finding, or the properties of a result, told then besides: it may be told by itself now.
    fn absorbed(told: &Value) -> impl Iterator<Item = Self> + '_ {
        let absorbed = told.get("absorbed").and_then(Value::as_array).into_iter().flatten();
        absorbed.filter_map(Self::told).map(|known| Self { is_absorbed: true, ..known })
    }

    /// A finding as `json` tells it, or the properties of a result; `own` stands where it lists no occurrences.
    fn new(path: &str, rule: Option<&str>, told: &Value, own: (Option<&str>, Option<&str>)) -> Option<Self> {
        let texts = |list: &str, key: &str| -> Vec<String> {
            let all = told.get(list).and_then(Value::as_array).into_iter().flatten();
            all.filter_map(|one| one.get(key)?.as_str()).map(str::to_owned).collect()
        };
        let with = |own: Option<&str>, mut rest: Vec<String>| {
            rest.extend(own.filter(|own| !rest.iter().any(|one| one == own)).map(str::to_owned));
            rest
        };
        let known = match own {
            (Some(whole), Some(content)) => Self {
                path: path.to_owned(),
                rule: rule.map(RuleId::new),
                fingerprints: with(Some(whole), texts("occurrences", "fingerprint")),
                content: with(Some(content), texts("occurrences", "content_fingerprint")),
                is_absorbed: false,
            },
            // Before identities had a path in them: the one there was is what now lacks the path.
            (own, None) | (None, own) => Self {
                path: path.to_owned(),
                rule: rule.map(RuleId::new),
                fingerprints: Vec::new(),
                content: with(own, texts("also", "fingerprint")),
                is_absorbed: false,
            },
        };
        (!known.content.is_empty()).then_some(known)
    }
}

/// `-o json`.
fn from_json(document: &Value) -> Option<Baseline> {
    let findings = document.get("findings")?.as_array()?;
    document.get("tool")?.get("name")?.as_str().filter(|name| *name == "plimsoll")?;
    let mut baseline = Baseline::default();
    for finding in findings {
        baseline.known.push(Known::told(finding)?);
        baseline.known.extend(Known::absorbed(finding));
    }
    let problems = document.get("problems").and_then(Value::as_array).into_iter().flatten();
    let errors = problems.filter(|problem| problem.get("severity").and_then(Value::as_str) == Some("error"));
    let unjudged = errors.filter_map(|problem| {
        let of_place = problem.pointer("/location/path").and_then(Value::as_str);
        let path = of_place.or_else(|| problem.get("path")?.as_str())?;
        Some((path.to_owned(), problem.get("code")?.as_str()?.to_owned()))
    });
    baseline.unjudged.extend(unjudged);
    Some(baseline)
}

/// `-o sarif`, in either profile.
fn from_sarif(document: &Value) -> Option<Baseline> {
    let mut baseline = Baseline::default();
    for run in document.get("runs")?.as_array()? {
        run.pointer("/tool/driver/name")?.as_str().filter(|name| *name == "plimsoll")?;
        for result in run.get("results")?.as_array()? {
            let kind = result.get("kind").and_then(Value::as_str).unwrap_or("fail");
            let uri = result.pointer("/locations/0/physicalLocation/artifactLocation/uri").and_then(Value::as_str);
            let path = percent_encoding::percent_decode_str(uri.unwrap_or_default()).decode_utf8_lossy();
            if result.get("ruleId").and_then(Value::as_str) == Some(NOT_JUDGED) {
                let code = result.pointer("/properties/code").and_then(Value::as_str).unwrap_or_default();
                baseline.unjudged.insert((path.into_owned(), code.to_owned()));
                continue;
            }
            let print =
                |key: &str| result.pointer(&format!("/partialFingerprints/plimsoll~1{key}")).and_then(Value::as_str);
            // Passes have no identity, and neither has what could not be judged.
            let Some(content) = print("v1").filter(|_| matches!(kind, "fail" | "review")) else { continue };
            let rule = result.get("ruleId").and_then(Value::as_str);
            let properties = result.get("properties").unwrap_or(&Value::Null);
            // Before, findings of one line were one result that listed their identities.
            let all = properties.get("fingerprints").and_then(Value::as_array);
            match all {
                Some(all) => {
                    let all = all.iter().filter_map(Value::as_str);
                    baseline
                        .known
                        .extend(all.filter_map(|one| Known::new(&path, rule, &Value::Null, (Some(one), None))));
                }
                None => {
                    baseline.known.extend(Known::new(&path, rule, properties, (print("v2"), Some(content))));
                    baseline.known.extend(Known::absorbed(properties));
                }
            }
        }
    }
    Some(baseline)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn baseline(text: &str) -> Result<Baseline, Problem> {
        let sources = Sources::default();
        let file = sources.add("baseline", text);
        Baseline::parse(&sources, file)
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
