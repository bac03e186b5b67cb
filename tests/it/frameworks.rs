//! Frameworks are valid, name each control once, and name only rules that exist.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use plimsoll_loader::load::policies;
use plimsoll_policy::{Bundle, PolicySet};

/// Set to true once all rules that the frameworks speak of are written; `UPDATE=1` then mends or drops the mappings to others.
const RULES_ARE_COMPLETE: bool = true;

fn set() -> PolicySet {
    let texts = policies::texts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("policies")).expect("policies can be read");
    let bundle = Bundle::given(texts).unwrap_or_else(|errors| panic!("{}", errors[0]));
    PolicySet::load(bundle).unwrap_or_else(|errors| panic!("{}", errors[0]))
}

#[test]
fn controls_and_mappings_stand_once() {
    let set = set();
    assert!(!set.frameworks().is_empty());
    let mut ids = BTreeSet::new();
    for framework in set.frameworks() {
        assert!(ids.insert(&framework.id), "{} is there twice", framework.id);
        let mut controls = BTreeSet::new();
        for control in &framework.controls {
            assert!(controls.insert(&control.id), "{} {} is there twice", framework.id, control.id);
            let mut rules = BTreeSet::new();
            for mapping in &control.rules {
                let new = rules.insert(mapping.rule.as_str());
                assert!(new, "{} {} names {} twice", framework.id, control.id, mapping.rule);
            }
        }
    }
}

#[test]
fn frameworks_are_found_by_their_names() {
    let set = set();
    for (name, id) in [
        ("cis-docker", "cis-docker-1.6"),
        ("nist-800-53", "nist-800-53-r5"),
        ("pci-dss", "pci-dss-4.0"),
        ("soc2", "soc2"),
    ] {
        assert_eq!(set.framework(name).map(|framework| framework.id.as_str()), Some(id));
    }
    assert!(set.framework("nist").is_none());
}

#[test]
fn mappings_name_rules_that_exist() {
    let set = set();
    let ids: BTreeSet<&str> = set.rules().iter().map(|rule| rule.id.as_str()).collect();
    let controls = set.frameworks().iter().flat_map(|framework| &framework.controls);
    let named: BTreeSet<&str> =
        controls.flat_map(|control| &control.rules).map(|mapping| mapping.rule.as_str()).collect();
    let missing: BTreeSet<&str> = named.difference(&ids).copied().collect();
    if !RULES_ARE_COMPLETE {
        println!("{} of {} rules that frameworks name are missing: {missing:?}", missing.len(), named.len());
        return;
    }
    if std::env::var_os("UPDATE").is_some() {
        let moved = |gone: &str| -> Vec<String> {
            let slug = gone.rsplit('/').next().unwrap_or(gone);
            ids.iter().filter(|id| id.rsplit('/').next() == Some(slug)).map(|id| (*id).to_owned()).collect()
        };
        mend_mappings(&missing.iter().map(|gone| (*gone, moved(gone))).collect());
        return;
    }
    assert!(missing.is_empty(), "frameworks name rules that do not exist: {missing:?}");
}

/// Mends the mappings to rules that are gone: to the rules of the same name for other targets, or out of the files. Each stands on a line of
/// its own.
fn mend_mappings(gone: &BTreeMap<&str, Vec<String>>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/frameworks");
    for entry in fs::read_dir(folder).expect("folder") {
        let path = entry.expect("entry").path();
        let text = fs::read_to_string(&path).expect("UTF-8");
        let mut kept: Vec<String> = Vec::new();
        for line in text.lines() {
            let rule = line.trim().strip_prefix("- {rule: ").and_then(|rest| rest.split(',').next());
            let lines = match rule.and_then(|rule| gone.get(rule).map(|others| (rule, others))) {
                Some((rule, others)) => others.iter().map(|other| line.replace(rule, other)).collect(),
                None => vec![line.to_owned()],
            };
            // The other rule may be named there already.
            let id = |line: &str| line.split(", strength").next().map(str::to_owned);
            let list: Vec<_> =
                kept.iter().rev().take_while(|l| l.starts_with("      - ")).filter_map(|l| id(l)).collect();
            kept.extend(
                lines.into_iter().filter(|line| rule.is_none() || !list.contains(&id(line).unwrap_or_default())),
            );
        }
        let is_empty_list = |index: usize| {
            kept[index].trim() == "rules:" && !kept.get(index + 1).is_some_and(|next| next.starts_with("      - "))
        };
        let lines: Vec<String> =
            (0..kept.len()).filter(|i| !is_empty_list(*i)).map(|i| format!("{}\n", kept[i])).collect();
        fs::write(&path, lines.concat()).expect("can be written");
    }
}
