//! Rules in SARIF, with everything that an alert's page shows, and the taxonomies they belong to.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::{Value, json};
use serde_sarif::sarif::{
    MultiformatMessageString, PropertyBag, ReportingConfiguration, ReportingDescriptor, ReportingDescriptorReference,
    ReportingDescriptorRelationship, ToolComponent, ToolComponentReference,
};

use super::super::format::SarifProfile;
use super::super::severity::{Level, words};
use super::limits::{rule_text, security_severity, tags};
use plimsoll_policy::{Confidence, Example, Rule, Severity};

/// Controls that become tags: GitHub keeps ten tags in all.
const CONTROL_TAGS: usize = 6;

/// A rule as an alert's page shows it.
pub(super) fn descriptor(rule: &Rule, taxonomies: &Taxonomies<'_>, profile: SarifProfile) -> ReportingDescriptor {
    let properties = properties(rule);
    let mut descriptor = ReportingDescriptor::builder()
        .id(rule.id.as_str())
        .name(pascal(rule.id.as_str()))
        .short_description(text(&rule_text(&rule.title, rule.id.as_str())))
        .full_description(text(&rule_text(&rule.description, &rule.title)))
        .help(match profile {
            SarifProfile::Github => help(rule),
            SarifProfile::Full => short_help(rule),
        })
        .default_configuration(ReportingConfiguration::builder().level(level(rule.severity)).build())
        .properties(properties)
        .build();
    descriptor.help_uri = rule.references.iter().map(|reference| &reference.url).find(|url| is_web(url)).cloned();
    let relationships = taxonomies.relationships(rule);
    descriptor.relationships = (!relationships.is_empty()).then_some(relationships);
    descriptor
}

/// A rule that nothing breaks, in a record of everything: what it is called and how much it weighs. The rest stands in the policies; most rules of a record
/// are such.
pub(super) fn named(rule: &Rule) -> ReportingDescriptor {
    const HELP: &str = "See its policy.";
    let title = rule_text(&rule.title, rule.id.as_str());
    let mut bag = PropertyBag::builder().tags(vec!["security".to_owned()]).build();
    let severity = json!(security_severity(rule.severity));
    bag.additional_properties = BTreeMap::from([("security-severity".to_owned(), severity)]);
    ReportingDescriptor::builder()
        .id(rule.id.as_str())
        .name(pascal(rule.id.as_str()))
        .short_description(text(&title))
        .full_description(text(&title))
        .help(MultiformatMessageString::builder().text(HELP).markdown(HELP).build())
        .properties(bag)
        .build()
}

/// The pseudo-rule under which files are shown that could not be judged: GitHub must not take silence for health.
pub(super) fn not_judged() -> ReportingDescriptor {
    let description = "Something in this file could not be read or understood, so parts of it were not judged.";
    let mut bag = PropertyBag::builder().tags(vec!["security".to_owned(), "incomplete".to_owned()]).build();
    bag.additional_properties = BTreeMap::from([
        ("precision".to_owned(), json!("very-high")),
        ("problem.severity".to_owned(), json!("error")),
        ("security-severity".to_owned(), json!(security_severity(Severity::High))),
    ]);
    ReportingDescriptor::builder()
        .id(NOT_JUDGED)
        .name("PlimsollNotJudged")
        .short_description(text("A file could not be judged"))
        .full_description(text(description))
        .help(MultiformatMessageString::builder().text(description).markdown(description).build())
        .default_configuration(ReportingConfiguration::builder().level("error").build())
        .properties(bag)
        .build()
}

/// Id of [`not_judged`].
pub(super) use plimsoll_judge::baseline::NOT_JUDGED;

/// The level of a severity.
pub(super) fn level(severity: Severity) -> &'static str {
    match words(severity).level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    }
}

fn properties(rule: &Rule) -> PropertyBag {
    let cwe = rule.cwe.iter().map(|number| format!("external/cwe/cwe-{number:03}"));
    let all = ["security".to_owned(), rule.category.clone()].into_iter().chain(cwe).chain(control_tags(rule));
    let precision = match rule.confidence {
        Confidence::High => "very-high",
        Confidence::Medium => "high",
        Confidence::Low => "medium",
    };
    let problem = match words(rule.severity).level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "recommendation",
    };
    let mut bag = PropertyBag::builder().tags(tags(all.filter(|tag| !tag.is_empty()))).build();
    bag.additional_properties = BTreeMap::from([
        ("precision".to_owned(), json!(precision)),
        ("problem.severity".to_owned(), json!(problem)),
        ("security-severity".to_owned(), json!(security_severity(rule.severity))),
        ("severity".to_owned(), json!(rule.severity)),
        ("aliases".to_owned(), json!(rule.aliases)),
    ]);
    bag
}

/// One control of each framework first, then the rest, as far as tags reach.
fn control_tags(rule: &Rule) -> Vec<String> {
    let longest = rule.controls.values().map(Vec::len).max().unwrap_or(0);
    let tag = |n: usize| rule.controls.iter().filter_map(move |(name, ids)| Some(format!("{name}/{}", ids.get(n)?)));
    (0..longest).flat_map(tag).take(CONTROL_TAGS).collect()
}

/// For a record: what to do. Description, controls and references stand beside it already.
fn short_help(rule: &Rule) -> MultiformatMessageString {
    let remediation = rule_text(rule.remediation.trim(), &rule.title);
    MultiformatMessageString::builder().text(remediation.clone()).markdown(remediation).build()
}

/// The page of an alert.
fn help(rule: &Rule) -> MultiformatMessageString {
    let plain = format!("{}\n\nHow to mend it: {}", rule.description.trim(), rule.remediation.trim());
    let mut page = format!("{}\n\n## How to mend it\n\n{}\n", rule.description.trim(), rule.remediation.trim());
    for (title, examples) in [("Bad", &rule.bad), ("Good", &rule.good)] {
        if !examples.is_empty() {
            let _infallible = write!(page, "\n## {title}\n");
            examples.iter().for_each(|example| page.push_str(&fenced(example)));
        }
    }
    if !rule.controls.is_empty() {
        page.push_str("\n## Controls\n\n");
        for (framework, ids) in &rule.controls {
            let _infallible = writeln!(page, "- {framework}: {}", ids.join(", "));
        }
    }
    if !rule.references.is_empty() {
        page.push_str("\n## References\n\n");
        for reference in &rule.references {
            let title = reference.description.as_deref().unwrap_or(&reference.url);
            let _infallible = writeln!(page, "- [{title}]({})", reference.url);
        }
    }
    if !rule.aliases.is_empty() {
        let aliases: Vec<String> = rule.aliases.iter().map(|alias| format!("`{alias}`")).collect();
        let _infallible = write!(page, "\nThe same elsewhere: {}\n", aliases.join(", "));
    }
    MultiformatMessageString::builder().text(plain).markdown(page).build()
}

/// A file of an example, fenced by more backticks than it has.
fn fenced(example: &Example) -> String {
    let mut fence = "```".to_owned();
    while example.text.contains(&fence) {
        fence.push('`');
    }
    let language = if example.path.ends_with(".yaml") || example.path.ends_with(".yml") { "yaml" } else { "" };
    format!("\n`{}`\n{fence}{language}\n{}\n{fence}\n", example.path, example.text.trim_end())
}

/// `compose/service-privileged` → `ComposeServicePrivileged`.
fn pascal(id: &str) -> String {
    let words = id.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let upper = |word: &str| {
        let mut chars = word.chars();
        chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
    };
    words.map(upper).collect::<String>().chars().take(255).collect()
}

fn text(text: &str) -> MultiformatMessageString {
    MultiformatMessageString::builder().text(text).build()
}

fn is_web(url: &str) -> bool {
    (url.starts_with("https://") || url.starts_with("http://")) && url.chars().all(|c| c.is_ascii_graphic())
}

/// CWE and the frameworks that the rules speak of.
pub(super) struct Taxonomies<'a> {
    /// Name, then ids; CWE first.
    all: Vec<(&'a str, Vec<String>)>,
}

const CWE: &str = "CWE";

impl<'a> Taxonomies<'a> {
    pub(super) fn new(rules: &'a [std::sync::Arc<Rule>]) -> Self {
        let mut frameworks: BTreeMap<&str, BTreeSet<&String>> = BTreeMap::new();
        let mut cwe: BTreeSet<u32> = BTreeSet::new();
        for rule in rules {
            cwe.extend(&rule.cwe);
            for (framework, ids) in &rule.controls {
                frameworks.entry(framework).or_default().extend(ids);
            }
        }
        let cwe = (!cwe.is_empty()).then(|| (CWE, cwe.iter().map(ToString::to_string).collect()));
        let frameworks = frameworks.into_iter().map(|(name, ids)| (name, ids.into_iter().cloned().collect()));
        Self { all: cwe.into_iter().chain(frameworks).collect() }
    }

    /// As tool components, without what the rules do not speak of.
    pub(super) fn components(&self) -> Vec<ToolComponent> {
        let component = |(name, ids): &(&str, Vec<String>)| {
            let taxon = |id: &String| ReportingDescriptor::builder().id(id.as_str()).build();
            let mut component = ToolComponent::builder()
                .name(*name)
                .is_comprehensive(false)
                .taxa(ids.iter().map(taxon).collect::<Vec<_>>())
                .build();
            if *name == CWE {
                component.organization = Some("MITRE".to_owned());
                component.information_uri = Some("https://cwe.mitre.org/".to_owned());
                component.short_description = Some(text("Common Weakness Enumeration"));
            }
            component
        };
        self.all.iter().map(component).collect()
    }

    /// References to all of them.
    pub(super) fn supported(&self) -> Vec<ToolComponentReference> {
        (0..self.all.len()).map(|index| self.reference(index)).collect()
    }

    fn reference(&self, index: usize) -> ToolComponentReference {
        ToolComponentReference::builder().name(self.all[index].0).index(index as i64).build()
    }

    fn relationships(&self, rule: &Rule) -> Vec<ReportingDescriptorRelationship> {
        let mut relationships = Vec::new();
        for (index, (name, ids)) in self.all.iter().enumerate() {
            let of_rule: Vec<String> = match rule.controls.get(*name) {
                Some(ids) => ids.clone(),
                None if *name == CWE => rule.cwe.iter().map(ToString::to_string).collect(),
                None => Vec::new(),
            };
            for id in of_rule {
                let Some(taxon) = ids.iter().position(|known| *known == id) else { continue };
                let target = ReportingDescriptorReference::builder()
                    .id(id)
                    .index(taxon as i64)
                    .tool_component(ToolComponentReference::builder().index(index as i64).build())
                    .build();
                // Without a kind it is the one of the standard: relevant.
                relationships.push(ReportingDescriptorRelationship::builder().target(target).build());
            }
        }
        relationships
    }
}

/// A property bag of these entries.
pub(super) fn bag(entries: impl IntoIterator<Item = (&'static str, Value)>) -> PropertyBag {
    let entries = entries.into_iter().filter(|(_, value)| !value.is_null()).map(|(key, value)| (key.to_owned(), value));
    PropertyBag::builder().additional_properties(entries.collect::<BTreeMap<_, _>>()).build()
}
