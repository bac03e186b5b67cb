//! Whom a finding holds for, in a few words behind its message: other services, other projects and environments.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll_judge::finding::Finding;
use plimsoll_model::Address;

/// So many are named where there is little room.
pub(super) const SOME: usize = 4;

/// The message of a finding, and whom else it holds for: `service a runs privileged (and 2 more services: b, c) [shop (prod, staging)]`.
pub(super) fn message(finding: &Finding, most: usize) -> String {
    let also = also(finding, most).map(|also| format!(" ({also})")).unwrap_or_default();
    let wheres = wheres(finding, most).map(|wheres| format!(" [{wheres}]")).unwrap_or_default();
    let besides = besides(finding, most).map(|besides| format!(" ({besides})")).unwrap_or_default();
    format!("{}{also}{besides}{wheres}", finding.message)
}

/// `told with it: compose/a, compose/b`: the rules that say a part of it.
pub(super) fn besides(finding: &Finding, most: usize) -> Option<String> {
    let rules: BTreeSet<&str> = finding.absorbed.iter().map(|part| part.rule.as_str()).collect();
    let total = rules.len();
    let named = rules.into_iter().take(most).collect::<Vec<_>>().join(", ");
    let cut = if total > most { format!(" and {} more", total - most) } else { String::new() };
    (total > 0).then(|| format!("told with it: {named}{cut}"))
}

/// `and 2 more services: b, c`.
pub(super) fn also(finding: &Finding, most: usize) -> Option<String> {
    let own = called(&finding.subject, &finding.at);
    let others = finding.others.iter().filter_map(|other| called(&other.subject, &other.at));
    let others: BTreeSet<(&str, String)> = others.filter(|name| own.as_ref() != Some(name)).collect();
    let kinds: BTreeSet<&str> = others.iter().map(|(kind, _)| *kind).collect();
    let (kind, total) = (kinds.first()?, others.len());
    let noun = if kinds.len() > 1 { "place" } else { kind };
    let names: Vec<&str> = others.iter().map(|(_, name)| name.as_str()).take(most).collect();
    let cut = if total > most { ", …" } else { "" };
    Some(format!("and {total} more {noun}{}: {}{cut}", if total == 1 { "" } else { "s" }, names.join(", ")))
}

/// What kind of thing is concerned and how it is called; for the project as a whole, what the address lies in.
fn called(subject: &Address, at: &Address) -> Option<(&'static str, String)> {
    let thing = if subject.as_str().is_empty() { at.owner() } else { subject.clone() };
    let mut segments = thing.segments();
    let kind = match segments.next()?.as_str() {
        "services" => "service",
        "networks" => "network",
        "volumes" => "volume",
        "secrets" => "secret",
        "configs" => "config",
        "builds" => "build",
        // Others have no names of their own.
        _ => return None,
    };
    Some((kind, segments.next()?))
}

/// The projects, each with its environments, that a finding holds for; `None` where it is only one, without an environment.
pub(super) fn wheres(finding: &Finding, most: usize) -> Option<String> {
    let mut projects: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut all = BTreeSet::new();
    for (project, environment) in finding.holds_for() {
        projects.entry(project).or_default().extend(environment);
        all.insert((project, environment));
    }
    if all.len() < 2 && all.iter().all(|(_, environment)| environment.is_none()) {
        return None;
    }
    let name = |(project, environments): (&str, BTreeSet<&str>)| match environments.len() {
        0 => project.to_owned(),
        _ => format!("{project} ({})", environments.into_iter().collect::<Vec<_>>().join(", ")),
    };
    let (total, named) = (projects.len(), projects.into_iter().map(name).take(most).collect::<Vec<_>>().join(", "));
    Some(if total > most { format!("{named} and {} more", total - most) } else { named })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use plimsoll_judge::finding::Occurrence;

    #[test]
    fn others_are_named_behind_the_message() {
        let mut finding = sample::report().findings.remove(1);
        let at = |text: &str| Address::parse(text).expect("an address");
        let other = |project: &str, environment: Option<&str>, service: &str| Occurrence {
            project: project.into(),
            environment: environment.map(Into::into),
            subject: at(&format!("/services/{service}")),
            at: at(&format!("/services/{service}/privileged")),
            ..finding.first()
        };
        let table = [
            (vec![], ""),
            (vec![other("shop", None, "db"), other("shop", None, "api")], " (and 2 more services: api, db)"),
            (
                vec![other("shop", None, "db"), other("site", Some("prod"), "db")],
                " (and 1 more service: db) [shop, site (prod)]",
            ),
            (vec![other("site", None, "web")], " [shop, site]"),
            ((0..9).map(|n| other("shop", None, &n.to_string())).collect(), " (and 9 more services: 0, 1, 2, 3, …)"),
        ];
        for (others, expected) in table {
            finding.others = others;
            assert_eq!(message(&finding, SOME).strip_prefix(finding.message.as_str()), Some(expected));
        }
    }
}
