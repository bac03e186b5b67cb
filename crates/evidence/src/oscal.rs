//! OSCAL 1.2.1: assessment results of a run, and the component definition that maps rules to controls. Every UUID follows from what it names,
//! so the same input gives the same bytes.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::controls::{deciding, frameworks};
use super::results::Row;
use super::uuid;
use plimsoll_judge::control::ControlStatus;
use plimsoll_judge::finding::OutcomeKind;
use plimsoll_report::Report;

const VERSION: &str = "1.2.1";

/// Of the subjects that came out alike, so many are described; results.json describes all.
const TOLD: usize = 5;

fn metadata(report: &Report, title: &str) -> Value {
    json!({
        "title": title,
        "last-modified": moment(report),
        "version": report.as_of,
        "oscal-version": VERSION,
    })
}

/// The recorded day: the run's time of day stands in the manifest only.
fn moment(report: &Report) -> String {
    format!("{}T00:00:00Z", report.as_of)
}

/// A token as OSCAL wants them: a letter first, then letters, digits, `-`, `_`, `.`.
fn token(text: &str) -> String {
    let clean: String =
        text.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') { c } else { '_' }).collect();
    if clean.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') { clean } else { format!("c-{clean}") }
}

/// Text as OSCAL wants it: one line, no blank at its ends, never empty. What would break it is shown escaped.
fn line(text: &str) -> String {
    let shown: String = text
        .trim()
        .chars()
        .map(|c| match c {
            '\n' | '\t' | '\r' => c.escape_default().to_string(),
            c => plimsoll_report::printable(c.encode_utf8(&mut [0; 4])),
        })
        .collect();
    if shown.is_empty() { "-".to_owned() } else { shown }
}

/// `oscal/assessment-results.json`: a finding per assessed control, resting on an observation per row.
pub(super) fn assessment_results(report: &Report, rows: &[Row<'_>], controls: &Value) -> Value {
    let mut observations: BTreeMap<String, Value> = BTreeMap::new();
    let mut subjects: BTreeMap<String, Value> = BTreeMap::new();
    let mut findings = Vec::new();
    let mut risks: BTreeMap<String, Value> = BTreeMap::new();
    let mut reviewed = Vec::new();
    let by_rule = rows_by_rule(rows);
    for framework in controls["frameworks"].as_array().into_iter().flatten() {
        let framework_id = own(&framework["id"]);
        for control in framework["controls"].as_array().into_iter().flatten() {
            let id = format!("{framework_id}_{}", own(&control["id"]));
            let status = own(&control["status"]);
            // What has no state in OSCAL has no finding.
            let status = ControlStatus::of_bundle(status).expect("internal: a bundle has the statuses that there are");
            let Some(state) = status.words().oscal else { continue };
            reviewed.push(json!({"control-id": token(&id)}));
            let rules: Vec<&str> =
                control["rules"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let mut related = Vec::new();
            let mut related_risks = Vec::new();
            if let Some((kept, uuid)) = kept(report, &rules, &by_rule) {
                observations.entry(uuid.clone()).or_insert(kept);
                related.push(json!({"observation-uuid": uuid}));
            }
            for rule in rules {
                let rows = by_rule.get(rule).map(Vec::as_slice).unwrap_or_default();
                for kind in OutcomeKind::ALL {
                    let alike: Vec<&Row<'_>> =
                        rows.iter().copied().filter(|row| row.outcome == kind && !is_kept(row)).collect();
                    let Some(first) = alike.first() else { continue };
                    let observed = uuid(&format!("observation {rule} {}", first.word()));
                    observations.entry(observed.clone()).or_insert_with(|| observation(report, &alike, &observed));
                    related.push(json!({"observation-uuid": observed}));
                    for row in &alike {
                        subjects.entry(row.subject.clone()).or_insert_with(|| item(&row.subject));
                    }
                    for waiver in alike.iter().filter_map(|row| row.waiver()) {
                        let risk = uuid(&format!("risk {waiver}"));
                        risks.entry(risk.clone()).or_insert_with(|| accepted(report, waiver, &risk));
                        related_risks.push(risk);
                    }
                }
            }
            related_risks.sort();
            related_risks.dedup();
            findings.push(finding(&id, control, state, related, &related_risks));
        }
    }
    let plan = uuid("plan");
    let mut result = json!({
        "uuid": uuid("result"),
        "title": "Policies evaluated over container configuration",
        "description": "Every rule was evaluated for every subject of its kind; manifest.json names the policies and the inputs by digest, results.json has a row for each rule and subject.",
        "start": moment(report),
        "end": moment(report),
        "local-definitions": {"components": [{
            "uuid": uuid("tool"), "type": "software", "title": "plimsoll",
            "description": "Policy engine for Compose files, Dockerfiles and env files", "status": {"state": "operational"},
        }]},
        "reviewed-controls": {"control-selections": [selection(reviewed)]},
    });
    let lists = [
        ("observations", observations.into_values().collect::<Vec<_>>()),
        ("risks", risks.into_values().collect()),
        ("findings", findings),
    ];
    for (key, list) in lists {
        // OSCAL forbids empty lists.
        if !list.is_empty() {
            result[key] = Value::Array(list);
        }
    }
    if !subjects.is_empty() {
        result["local-definitions"]["inventory-items"] = subjects.into_values().collect();
    }
    json!({"assessment-results": {
        "uuid": uuid("assessment-results"),
        "metadata": metadata(report, "Assessment of container configuration"),
        "import-ap": {"href": format!("#{plan}")},
        "results": [result],
        "back-matter": {"resources": [{
            "uuid": plan,
            "title": "No assessment plan",
            "description": "There is no separate plan: the policies in this bundle, by the digest in manifest.json, say what was assessed.",
        }]},
    }})
}

fn rows_by_rule<'a, 'r>(rows: &'a [Row<'r>]) -> BTreeMap<&'a str, Vec<&'a Row<'r>>> {
    let mut by_rule: BTreeMap<&str, Vec<&Row<'_>>> = BTreeMap::new();
    for row in rows {
        by_rule.entry(row.rule.as_str()).or_default().push(row);
    }
    by_rule
}

fn selection(reviewed: Vec<Value>) -> Value {
    let description = "Controls that at least one rule decides and that were assessed; controls.json lists the others";
    if reviewed.is_empty() {
        return json!({"description": "No control could be assessed"});
    }
    json!({"description": description, "include-controls": reviewed})
}

fn item(subject: &str) -> Value {
    json!({"uuid": uuid(&format!("subject {subject}")), "description": line(subject)})
}

fn is_kept(row: &Row<'_>) -> bool {
    matches!(row.outcome, OutcomeKind::Pass | OutcomeKind::NotApplicable)
}

/// Everything that keeps the rules of a control, in one observation: the controls of many frameworks rest on the same rules, and results.json has each subject.
fn kept(report: &Report, rules: &[&str], by_rule: &BTreeMap<&str, Vec<&Row<'_>>>) -> Option<(Value, String)> {
    let count = |rule: &str, kind| {
        let rows = by_rule.get(rule).into_iter().flatten();
        rows.filter(|row| row.outcome == kind).count()
    };
    let passed: Vec<String> = rules
        .iter()
        .map(|rule| (rule, count(rule, OutcomeKind::Pass)))
        .filter(|(_, passed)| *passed > 0)
        .map(|(rule, passed)| format!("{rule} ({passed})"))
        .collect();
    let unconcerned: Vec<&str> = rules
        .iter()
        .copied()
        .filter(|rule| count(rule, OutcomeKind::Pass) == 0 && count(rule, OutcomeKind::NotApplicable) > 0)
        .collect();
    let kinds = [("kept, with the number of subjects", passed.join(", ")), ("not applicable", unconcerned.join(", "))];
    let told: Vec<String> =
        kinds.iter().filter(|(_, rules)| !rules.is_empty()).map(|(kind, rules)| format!("{kind}: {rules}")).collect();
    if told.is_empty() {
        return None;
    }
    let description = told.join("; ");
    let uuid = uuid(&format!("observation {description}"));
    let observation = json!({
        "uuid": uuid,
        "description": line(&description),
        "methods": ["TEST"],
        "collected": moment(report),
    });
    Some((observation, uuid))
}

/// Rows of one rule with the same outcome, in one observation: their subjects, and what was observed at the first of them.
fn observation(report: &Report, rows: &[&Row<'_>], uuid_: &str) -> Value {
    let (rule, outcome) = rows.first().map(|row| (row.rule, row.word())).expect("internal: a group has rows");
    let mut observed: Vec<String> = Vec::new();
    for row in rows {
        let text = row.value["observed"].as_str().map(|text| format!(": {text}")).unwrap_or_default();
        observed.push(format!("{}{text}", row.subject));
        if observed.len() == TOLD {
            break;
        }
    }
    let more = rows.len() - observed.len();
    let more = if more > 0 { format!("; and {more} more") } else { String::new() };
    let subjects: Vec<Value> = rows
        .iter()
        .map(|row| json!({"subject-uuid": uuid(&format!("subject {}", row.subject)), "type": "inventory-item"}))
        .collect();
    json!({
        "uuid": uuid_,
        "title": line(&format!("{rule}: {outcome}")),
        "description": line(&format!("{rule}: {outcome} on {}{more}", observed.join("; "))),
        "methods": ["TEST"],
        "types": ["finding"],
        "subjects": subjects,
        "relevant-evidence": [{"href": "../results.json", "description": "The rows of this rule"}],
        "collected": moment(report),
    })
}

/// A text of a document that was made here.
fn own(value: &Value) -> &str {
    value.as_str().expect("internal: a control has an id, a title and a status")
}

fn finding(id: &str, control: &Value, state: &str, related: Vec<Value>, risks: &[String]) -> Value {
    let status = own(&control["status"]);
    let title = Some(own(&control["title"])).filter(|title| !title.is_empty()).unwrap_or(id);
    let mut finding = json!({
        "uuid": uuid(&format!("finding {id}")),
        "title": line(title),
        "description": line(&format!("{id}: {}", status.replace('_', " "))),
        "target": {"type": "objective-id", "target-id": token(id), "status": {"state": state}},
        "related-observations": related,
    });
    if !risks.is_empty() {
        finding["related-risks"] = risks.iter().map(|risk| json!({"risk-uuid": risk})).collect();
    }
    finding
}

fn accepted(report: &Report, waiver: &str, uuid_: &str) -> Value {
    let known = report.waivers.iter().find(|state| state.waiver.id == waiver).map(|state| &state.waiver);
    let reason = known.map_or("", |w| w.reason.as_str());
    let mut risk = json!({
        "uuid": uuid_,
        "title": line(waiver),
        "description": line(&format!("Waived by {waiver}")),
        "statement": line(if reason.is_empty() { "No reason was given" } else { reason }),
        "status": "deviation-approved",
        "origins": [{"actors": [{"type": "tool", "actor-uuid": uuid("tool")}]}],
    });
    if let Some(day) = known.and_then(|w| w.expires.as_ref()) {
        risk["deadline"] = json!(format!("{day}T23:59:59Z"));
    }
    risk
}

/// An OSCAL component definition: this tool as a component whose rules implement controls, framework by framework.
pub fn component_definition(report: &Report) -> Value {
    let mut implementations = Vec::new();
    for framework in frameworks(report) {
        let source = &framework.source;
        let requirements: Vec<Value> = framework
            .controls
            .iter()
            .filter(|control| !deciding(control).is_empty())
            .map(|control| {
                let rules: Vec<Value> = deciding(control)
                    .into_iter()
                    .map(|rule| json!({"name": "Rule_Id", "ns": "https://plimsoll.dev/ns/oscal", "value": line(rule.as_str())}))
                    .collect();
                let id = format!("{}_{}", framework.id, control.id);
                json!({
                    "uuid": uuid(&format!("requirement {id}")),
                    "control-id": token(&id),
                    "description": line(&format!("{}: judged by {} rules", control.title, rules.len())),
                    "props": rules,
                })
            })
            .collect();
        if requirements.is_empty() {
            continue;
        }
        implementations.push(json!({
            "uuid": uuid(&format!("implementation {}", framework.id)),
            "source": if source.is_empty() { "https://plimsoll.dev/frameworks" } else { source },
            "description": line(&format!("Rules that speak of {}", framework.title)),
            "implemented-requirements": requirements,
        }));
    }
    let mut component = json!({
        "uuid": uuid("component"),
        "type": "validation",
        "title": "plimsoll",
        "description": "Rules over Compose files, Dockerfiles and env files",
    });
    if !implementations.is_empty() {
        component["control-implementations"] = Value::Array(implementations);
    }
    json!({"component-definition": {
        "uuid": uuid("component-definition"),
        "metadata": metadata(report, "Rules and the controls they speak of"),
        "components": [component],
    }})
}
