//! `plimsoll rules`: which rules there are.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::engine::Engine;
use super::output;
use clap::ValueEnum;
use plimsoll_policy::{Framework, PolicySet, Rule, RuleSet};
use plimsoll_report as report;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How to list them
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Only the rules that speak to a compliance framework, by control (`cis-docker`, `nist-800-53`, …)
    #[arg(long, value_name = "NAME")]
    framework: Option<String>,
    /// Only the rules of a set
    #[arg(long, value_enum, value_name = "SET")]
    set: Option<Set>,
    /// Add the policies of a directory to those that the configuration names
    #[arg(long, value_name = "[replaces:]DIR")]
    policy: Vec<super::policies::Named>,
    /// Leave out the rules that come with plimsoll
    #[arg(long)]
    no_builtin: bool,
    /// Print how long each rule takes on the projects of a file or directory, the slowest first
    #[arg(long, value_name = "PATH")]
    profile: Option<PathBuf>,
    /// Print the facts that rules read as `data.known`
    #[arg(long, hide = true)]
    known: bool,
    /// Which engine answers
    #[arg(long, value_enum, value_name = "ENGINE", default_value_t, hide = true)]
    engine: Engine,
    /// Run the rules on the projects of a model (as `plimsoll model` prints it) and print what each answers
    #[arg(long, value_name = "MODEL", hide = true)]
    run: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Set {
    Recommended,
    Strict,
    All,
}

pub(crate) fn run(args: &Args) -> io::Result<super::Exit> {
    let Some(mut set) = super::policies::set_here(&args.policy, args.no_builtin)? else { return Ok(2) };
    set.answer_by(args.engine.into());
    if args.known {
        report::write_json_value(&set.known(), &mut output::stdout())?;
        return Ok(0);
    }
    if let Some(path) = &args.profile {
        return super::profile::run(&set, path.clone());
    }
    if let Some(model) = &args.run {
        return answers(&set, model);
    }
    let framework = match args.framework.as_deref().map(|name| framework(&set, name)).transpose() {
        Ok(framework) => framework,
        Err(message) => {
            super::complain(&message)?;
            return Ok(2);
        }
    };
    let rules: Vec<&Arc<Rule>> = set
        .rules()
        .iter()
        .filter(|rule| is_in(rule, args.set) && framework.is_none_or(|f| rule.controls.contains_key(&f.id)))
        .collect();
    let mut out = output::shown();
    match (args.format, framework) {
        (Format::Json, _) => {
            report::write_json(&rules, true, &mut output::stdout())?;
        }
        (Format::Text, Some(framework)) => by_control(&mut out, framework, &rules)?,
        (Format::Text, None) => table(&mut out, &rules)?,
    }
    Ok(0)
}

/// What each rule answers for each project of a model: for comparing engines.
fn answers(set: &PolicySet, model: &Path) -> io::Result<super::Exit> {
    let model: serde_json::Value = serde_json::from_slice(&std::fs::read(model)?)?;
    let projects = model.get("projects").and_then(serde_json::Value::as_array).cloned();
    let projects = projects.ok_or_else(|| io::Error::other("it is no model: it has no list of `projects`"))?;
    let mut evaluator = match set.evaluator(set.rules()) {
        Ok(evaluator) => evaluator,
        Err(error) => {
            super::policies::complain(&[error])?;
            return Ok(2);
        }
    };
    let mut all = Vec::new();
    for project in projects {
        evaluator.set_input(&project);
        let mut found = BTreeMap::new();
        for rule in set.rules() {
            match evaluator.answer(rule) {
                Ok(answer) => drop(found.insert(rule.id.clone(), answer)),
                Err(error) => {
                    super::policies::complain(&[error])?;
                    return Ok(2);
                }
            }
        }
        all.push(found);
    }
    report::write_json_value(&all, &mut output::stdout())?;
    Ok(0)
}

fn is_in(rule: &Rule, set: Option<Set>) -> bool {
    match set {
        Some(Set::Recommended) => rule.set == RuleSet::Recommended,
        Some(Set::Strict) => rule.set <= RuleSet::Strict,
        Some(Set::All) | None => true,
    }
}

fn framework<'s>(set: &'s PolicySet, name: &str) -> Result<&'s Framework, String> {
    set.framework(name).ok_or_else(|| {
        let known: Vec<&str> = set.frameworks().iter().map(|f| f.id.as_str()).collect();
        format!("no framework is called `{name}`; there are {}", known.join(", "))
    })
}

fn table(out: &mut impl Write, rules: &[&Arc<Rule>]) -> io::Result<()> {
    let width = rules.iter().map(|rule| rule.id.as_str().len()).max().unwrap_or(0);
    for rule in rules {
        writeln!(
            out,
            "{:<width$}  {:<8}  {:<11}  {}",
            rule.id.as_str(),
            rule.severity.as_str(),
            rule.set.as_str(),
            rule.title
        )?;
    }
    let count = |set| rules.iter().filter(|rule| rule.set <= set).count();
    let (recommended, strict) = (count(RuleSet::Recommended), count(RuleSet::Strict));
    writeln!(out, "\n{} rules: {recommended} recommended, {strict} strict", rules.len())
}

fn by_control(out: &mut impl Write, framework: &Framework, rules: &[&Arc<Rule>]) -> io::Result<()> {
    writeln!(out, "{} ({})\n", framework.title, framework.source)?;
    for control in &framework.controls {
        writeln!(out, "{}  {}", control.id, control.title)?;
        for mapping in control.rules.iter().filter(|m| rules.iter().any(|rule| rule.id == m.rule)) {
            writeln!(out, "    {} ({})", mapping.rule, mapping.strength.as_str())?;
        }
        if let Some(reason) = &control.manual {
            writeln!(out, "    by hand: {reason}")?;
        }
    }
    Ok(())
}
