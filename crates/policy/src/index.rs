//! The index of all rules: by category, severity, framework, and the ids of other tools. `docs/rules/README.md` keeps it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use super::{Framework, Rule, RuleSet, Severity};

/// Other tools, as people write them.
const TOOLS: [(&str, &str); 12] = [
    ("buildkit", "BuildKit (`docker build --check`)"),
    ("checkov", "Checkov"),
    ("cis", "Docker Bench for Security"),
    ("compose-lint", "compose-lint"),
    ("dclint", "dclint"),
    ("dockle", "Dockle"),
    ("dotenv-linter", "dotenv-linter"),
    ("hadolint", "Hadolint"),
    ("kics", "KICS"),
    ("semgrep", "Semgrep"),
    ("sonar", "SonarQube"),
    ("trivy", "Trivy"),
];

/// The index, as Markdown; links lead to the pages beside it.
pub fn index(rules: &[Arc<Rule>], frameworks: &[Framework]) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _infallible = write_index(&mut out, rules, frameworks);
    out
}

fn link(id: &str) -> String {
    format!("[`{id}`]({id}.md)")
}

fn write_index(out: &mut String, rules: &[Arc<Rule>], frameworks: &[Framework]) -> std::fmt::Result {
    let count = |set| rules.iter().filter(|rule| rule.set <= set).count();
    writeln!(out, "# Rules\n")?;
    writeln!(
        out,
        "{} rules: {} are on by default (`recommended`), {} in the set `strict`. Written from the rules themselves; do not edit.\n",
        rules.len(),
        count(RuleSet::Recommended),
        count(RuleSet::Strict)
    )?;
    writeln!(
        out,
        "- [By category](#by-category)\n- [By severity](#by-severity)\n- [By framework](#by-framework)\n- [Coming from another tool](#coming-from-another-tool)\n"
    )?;
    writeln!(out, "## By category\n")?;
    for (category, rules) in grouped(rules, |rule| rule.category.clone()) {
        writeln!(out, "### {category}\n\n| rule | severity | set | reports |\n|---|---|---|---|")?;
        for rule in rules {
            let title = rule.title.replace('|', "\\|");
            writeln!(out, "| {} | {} | {} | {title} |", link(rule.id.as_str()), rule.severity, rule.set.as_str())?;
        }
        writeln!(out)?;
    }
    writeln!(out, "## By severity\n")?;
    for severity in Severity::ALL {
        let ids: Vec<String> = rules.iter().filter(|r| r.severity == severity).map(|r| link(r.id.as_str())).collect();
        writeln!(out, "**{severity}** ({}): {}\n", ids.len(), ids.join(", "))?;
    }
    by_framework(out, rules, frameworks)?;
    by_tool(out, rules)
}

fn grouped(rules: &[Arc<Rule>], key: impl Fn(&Rule) -> String) -> BTreeMap<String, Vec<&Arc<Rule>>> {
    let mut groups: BTreeMap<String, Vec<&Arc<Rule>>> = BTreeMap::new();
    for rule in rules {
        groups.entry(key(rule)).or_default().push(rule);
    }
    groups
}

fn by_framework(out: &mut String, rules: &[Arc<Rule>], frameworks: &[Framework]) -> std::fmt::Result {
    writeln!(out, "## By framework\n\nRules without a word cover the control partly.\n")?;
    for framework in frameworks {
        writeln!(
            out,
            "### {} {}\n\n`--framework {}`, [source]({}).",
            framework.title, framework.version, framework.id, framework.source
        )?;
        writeln!(out, "{}\n", framework.notes.as_deref().unwrap_or_default())?;
        writeln!(out, "| control | what it asks for | rules |\n|---|---|---|")?;
        for control in &framework.controls {
            let known = control.rules.iter().filter(|mapping| rules.iter().any(|rule| rule.id == mapping.rule));
            let mut cells: Vec<String> = known
                .map(|mapping| match mapping.strength {
                    super::Strength::Partial => link(mapping.rule.as_str()),
                    other => format!("{} ({})", link(mapping.rule.as_str()), other.as_str()),
                })
                .collect();
            cells.extend(control.manual.as_ref().map(|reason| format!("by hand: {reason}")));
            writeln!(out, "| {} | {} | {} |", control.id, control.title.replace('|', "\\|"), cells.join("<br>"))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn by_tool(out: &mut String, rules: &[Arc<Rule>]) -> std::fmt::Result {
    writeln!(out, "## Coming from another tool\n\n`plimsoll explain` knows these ids, too.\n")?;
    let mut tools: BTreeMap<&str, BTreeMap<&str, Vec<String>>> = BTreeMap::new();
    for rule in rules {
        for (tool, id) in rule.aliases.iter().filter_map(|alias| alias.split_once(':')) {
            tools.entry(tool).or_default().entry(id).or_default().push(link(rule.id.as_str()));
        }
    }
    for (tool, ids) in tools {
        let name = TOOLS.iter().find(|(id, _)| *id == tool).map_or(tool, |(_, name)| name);
        writeln!(out, "### {name}\n\n| their rule | ours |\n|---|---|")?;
        for (id, ours) in ids {
            writeln!(out, "| `{id}` | {} |", ours.join(", "))?;
        }
        writeln!(out)?;
    }
    Ok(())
}
