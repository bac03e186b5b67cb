//! `plimsoll why RULE [PATH]`: which lines of a rule were reached for the projects there, and so where it stopped.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use plimsoll_check as check;
use plimsoll_loader::normalize::project::Loaded;
use plimsoll_policy::{Bundle, Coverage, PolicyError, PolicySet, Rule};
use plimsoll_source::problem::Severity;

use super::inputs::Inputs;
use super::output;
use super::policies::{self, texts_of};
use super::scene;

/// Projects by what they are called, each with how much was found.
type Answers = Vec<(String, usize)>;

/// Lines of policies by file.
type Reached = BTreeMap<String, Coverage>;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A rule's id, the last part of it, or another tool's id for the same
    #[arg(value_name = "RULE")]
    rule: String,
    /// The file or directory with the projects that the rule is asked about
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,
    /// The directory of policies that the rule stands in, where it is none of ours
    #[arg(long, value_name = "DIR")]
    policy: Option<PathBuf>,
    /// The policies of `lib` that it uses too
    #[arg(short, long)]
    verbose: bool,
}

pub(crate) fn run(args: &Args) -> io::Result<super::Exit> {
    let set = match set(args) {
        Ok(set) => set,
        Err(errors) => {
            policies::complain(&errors)?;
            return Ok(2);
        }
    };
    let found = set.find(&args.rule);
    let [rule] = found.as_slice() else {
        let help = match (found.len(), set.nearest(&args.rule)) {
            (0, Some(nearest)) => format!("no rule is called `{}`; did you mean `{nearest}`?", args.rule),
            (0, None) => format!("no rule is called `{}`; `plimsoll rules` lists them", args.rule),
            _ => {
                let ids: Vec<&str> = found.iter().map(|rule| rule.id.as_str()).collect();
                format!("`{}` may be {}; name one of them", args.rule, ids.join(" or "))
            }
        };
        super::complain(&help)?;
        return Ok(2);
    };
    let scene = scene::set(&Inputs { paths: vec![args.path.clone()], ..Inputs::default() }, &[])?;
    let (loaded, problems) = check::projects(&scene.found, &scene.scope, &scene.files, &scene.sources);
    let (answers, coverage) = match ask(&set, rule, &loaded) {
        Ok(asked) => asked,
        Err(error) => {
            policies::complain(&[error])?;
            return Ok(2);
        }
    };
    let wanted = |path: &str| path == rule.path || (args.verbose && !path.ends_with("_test.rego"));
    let told = coverage.iter().filter(|(path, _)| wanted(path));
    let texts = told.filter_map(|(path, coverage)| Some((path.as_str(), set.text(path)?, coverage)));
    print(rule, &answers, &texts.collect::<Vec<_>>())?;
    if loaded.is_empty() {
        super::complain(&format!("no project in `{}` could be loaded", args.path.display()))?;
        return Ok(2);
    }
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        super::complain("some files could not be loaded: `plimsoll check` says which")?;
        return Ok(2);
    }
    Ok(0)
}

/// The caller's policies over the words of ours, or ours. What configurations of the tree name is not run here.
fn set(args: &Args) -> Result<PolicySet, Vec<PolicyError>> {
    let shipped = Bundle::shipped(super::shipped());
    match &args.policy {
        Some(path) => PolicySet::for_tests(Bundle::given(texts_of(path)?)?, shipped),
        None => PolicySet::for_tests(shipped.clone(), shipped),
    }
}

/// How much the rule finds in each project, and the lines of policies that were reached.
fn ask(set: &PolicySet, rule: &Arc<Rule>, loaded: &[Loaded]) -> Result<(Answers, Reached), PolicyError> {
    let mut evaluator = set.lone(rule, None, &BTreeMap::new())?;
    evaluator.watch()?;
    let mut answers = Vec::new();
    for one in loaded {
        evaluator.set_input(&one.project);
        let answer = evaluator.answer(rule)?;
        answers.push((one.project.label(), answer.as_array().map_or(0, Vec::len)));
    }
    Ok((answers, evaluator.coverage()?))
}

fn print(rule: &Rule, answers: &[(String, usize)], texts: &[(&str, &str, &Coverage)]) -> io::Result<()> {
    let mut out = output::shown();
    for (project, findings) in answers {
        writeln!(out, "{project}: {findings} {} of {}", if *findings == 1 { "finding" } else { "findings" }, rule.id)?;
    }
    for (path, text, coverage) in texts {
        writeln!(out, "\n{path} (+ reached, - not reached: what stands right above the first - did not hold)")?;
        // Where METADATA stood is nothing left.
        let lines = (1..).zip(text.lines()).skip_while(|(_, line)| line.trim().is_empty());
        for (number, line) in lines {
            let mark = match (coverage.covered.contains(&number), coverage.not_covered.contains(&number)) {
                (true, _) => '+',
                (false, true) => '-',
                (false, false) => ' ',
            };
            writeln!(out, "{number:>5} {mark} {line}")?;
        }
    }
    out.flush()
}
