//! `plimsoll test`: the tests of policies, with coverage; and how many mutants of the rules they find out.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use plimsoll_cases::{self as cases, Sample, Score, Tested, percent};
use plimsoll_loader::load;
use plimsoll_policy::{self as policy, Bundle, PolicyError, PolicySet, Rule, TestRun, known_images};

use super::output;
use super::policies::texts_of;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Directories (or files) of policies
    #[arg(default_value = "policies")]
    paths: Vec<PathBuf>,
    /// Fail when the tests reach less than this share of a policy's lines, in hundred
    #[arg(long, value_name = "PERCENT", default_value_t = 0.0)]
    threshold: f64,
    /// Hold the policies to the style that makes them mean the same in every Rego engine
    #[arg(long)]
    strict: bool,
    /// Name the lines that no test reaches
    #[arg(short, long)]
    verbose: bool,
    /// Make small mistakes in the rules (in these, or in all), and name those that no test finds out
    #[arg(long, value_name = "RULE", num_args = 0.., conflicts_with_all = ["threshold", "strict", "verbose", "inputs"])]
    mutate: Option<Vec<String>>,
    /// Of all mistakes, make only so many
    #[arg(long, value_name = "N", requires = "mutate")]
    mutate_sample: Option<usize>,
    /// Which ones: the same number chooses the same
    #[arg(long, value_name = "S", default_value_t = 0, requires = "mutate_sample")]
    seed: u64,
    /// Fail when the tests find out less than this share of the mistakes, in hundred
    #[arg(long, value_name = "PERCENT", default_value_t = 0.0, requires = "mutate")]
    score: f64,
    /// Print what the cases of `<rule>_test.md` come to as input of the rules, and what these answer, as JSON: for other engines
    #[arg(long)]
    inputs: bool,
}

pub(crate) fn run(args: &Args) -> io::Result<super::Exit> {
    let read = match Read::of(&args.paths) {
        Ok(read) => read,
        Err(errors) => {
            super::policies::complain(&errors)?;
            return Ok(2);
        }
    };
    if args.inputs {
        writeln!(output::stdout(), "{}", cases::inputs(read.tested()))?;
        return Ok(0);
    }
    if let Some(rules) = &args.mutate {
        return mutate(&read, rules, args);
    }
    let run = match read.run() {
        Ok(run) => run,
        Err(errors) => {
            super::policies::complain(&errors)?;
            return Ok(2);
        }
    };
    let offences = if args.strict { offences(&args.paths) } else { Vec::new() };
    super::policies::complain(&offences)?;
    let mut out = output::shown();
    let failed = run.tests.iter().filter(|test| test.failure.is_some()).count();
    for (path, tests) in by_file(&run) {
        let passed = tests.iter().filter(|test| test.failure.is_none()).count();
        let policy = path.replace("_test.rego", ".rego").replace("_test.md", ".rego");
        let covered = run.coverage.get(&policy);
        let coverage = covered.map_or(String::new(), |c| format!("  {:.0}% covered", c.percent()));
        writeln!(out, "{:<4} {path}: {passed} of {} passed{coverage}", status(passed == tests.len()), tests.len())?;
        for test in tests {
            let Some(failure) = &test.failure else { continue };
            writeln!(out, "     {}:{}: {}: {}", failure.path, failure.line, test.name, failure.message)?;
            for line in &test.prints {
                writeln!(out, "       {line}")?;
            }
        }
    }
    let bare = print_coverage(&mut out, &run, args)?;
    writeln!(out, "{} tests, {failed} failed, {} files", run.tests.len(), run.coverage.len())?;
    if run.tests.is_empty() {
        super::complain(&format!("no tests in {}", shown(&args.paths)))?;
        return Ok(2);
    }
    Ok(u8::from(failed > 0 || bare > 0 || !offences.is_empty()))
}

/// Files below the threshold, and (asked for) the lines that no test reaches.
fn print_coverage(out: &mut impl Write, run: &TestRun, args: &Args) -> io::Result<usize> {
    let mut bare = 0;
    for (path, coverage) in &run.coverage {
        let below = coverage.percent() < args.threshold;
        bare += usize::from(below);
        if below && coverage.covered.is_empty() {
            writeln!(out, "{:<4} {path}: no test reaches it", status(false))?;
        } else if below || (args.verbose && !coverage.not_covered.is_empty()) {
            let lines: Vec<String> = coverage.not_covered.iter().map(ToString::to_string).collect();
            writeln!(out, "{:<4} {path}: no test reaches lines {}", status(!below), lines.join(", "))?;
        }
    }
    Ok(bare)
}

/// The mutants that no test finds out, by rule, and the score of each folder of rules and of all.
fn mutate(read: &Read, rules: &[String], args: &Args) -> io::Result<super::Exit> {
    let mut chosen = BTreeSet::new();
    for name in rules {
        let found = read.policies.find(name);
        if found.is_empty() {
            let nearest = read.policies.nearest(name).map_or(String::new(), |near| format!("; `{near}` may be meant"));
            super::complain(&format!("there is no rule `{name}` in {}{nearest}", shown(&args.paths)))?;
            return Ok(2);
        }
        chosen.extend(found.into_iter().map(|rule| rule.id.clone()));
    }
    let is_chosen = |rule: &Rule| chosen.is_empty() || chosen.contains(&rule.id);
    let sample = args.mutate_sample.map(|count| Sample { count, seed: args.seed });
    let score = match cases::score(read.tested(), &read.texts, &is_chosen, sample) {
        Ok(score) => score,
        Err(errors) => {
            super::policies::complain(&errors)?;
            return Ok(2);
        }
    };
    print_score(&mut output::shown(), &score)?;
    if score.mutants() == 0 {
        super::complain(&format!("nothing in {} can be changed by a small mistake", shown(&args.paths)))?;
        return Ok(2);
    }
    Ok(u8::from(score.percent() < args.score))
}

fn print_score(out: &mut impl Write, score: &Score) -> io::Result<()> {
    for rule in &score.rules {
        for mutant in &rule.survivors {
            writeln!(
                out,
                "{}:{}: {}: no test finds out {} `{}`",
                rule.path, mutant.line, rule.rule, mutant.change, mutant.piece
            )?;
        }
    }
    let mut tell = |what: &str, mutants: usize, survivors: usize| {
        let found = mutants - survivors;
        writeln!(out, "{what}: {found} of {mutants} mistakes are found out, {:.1}%", percent(mutants, survivors))
    };
    let targets = score.by_target();
    if targets.len() > 1 {
        targets.iter().try_for_each(|(target, (mutants, survivors))| tell(target, *mutants, *survivors))?;
    }
    tell("all", score.mutants(), score.survivors())
}

fn status(good: bool) -> &'static str {
    if good { "ok" } else { "FAIL" }
}

/// Policies with their tests, and the words of the library they stand beside (or ours), as they were read.
struct Read {
    texts: BTreeMap<String, String>,
    below: Bundle,
    policies: PolicySet,
    cases: Vec<(String, String)>,
    known: Arc<plimsoll_model::KnownImages>,
}

impl Read {
    fn of(paths: &[PathBuf]) -> Result<Self, Vec<PolicyError>> {
        let mut texts = BTreeMap::new();
        let mut cases = BTreeMap::new();
        let mut below = Bundle::shipped(super::shipped());
        for path in paths {
            let read = load::policies::cases(path);
            cases.extend(read.map_err(|error| vec![PolicyError::unreadable(error.path, error.reason)])?);
            if !path.to_string_lossy().ends_with(".md") {
                texts.extend(texts_of(path)?);
            }
            if let Some(tested) = tested_by(path) {
                texts.extend(texts_of(&tested)?);
            }
            if let Some(root) = load::policies::library_root(path) {
                let mut beside = texts_of(&root.join("lib"))?;
                if root.join("data").is_dir() {
                    beside.extend(texts_of(&root.join("data"))?);
                }
                below = Bundle::given(beside)?.over(below);
            }
        }
        let policies = PolicySet::for_tests(Bundle::given(texts.clone())?, below.clone())?;
        let known = Arc::new(known_images(super::shipped()));
        Ok(Self { texts, below, policies, cases: cases.into_iter().collect(), known })
    }

    fn tested(&self) -> Tested<'_> {
        Tested { policies: &self.policies, files: &self.cases, known: &self.known }
    }

    /// Runs the tests in Rego, the cases, and the examples.
    fn run(&self) -> Result<TestRun, Vec<PolicyError>> {
        let mut run = policy::test(Bundle::given(self.texts.clone())?, self.below.clone())?;
        let more = cases::run(self.tested()).map_err(|error| vec![error])?;
        run.tests.extend(more.tests);
        for (path, reached) in more.coverage {
            if let Some(coverage) = run.coverage.get_mut(&path) {
                coverage.join(reached);
            }
        }
        Ok(run)
    }
}

/// The policy beside a file of tests that is named by itself.
fn tested_by(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    let name = name.strip_suffix("_test.rego").or_else(|| name.strip_suffix("_test.md"))?;
    Some(path.with_file_name(format!("{name}.rego"))).filter(|policy| policy.is_file())
}

/// What the style does not allow; texts that cannot be read have been reported by then.
fn offences(paths: &[PathBuf]) -> Vec<PolicyError> {
    let texts = paths.iter().flat_map(|path| texts_of(path).unwrap_or_default());
    Bundle::given(texts).map_or_else(|errors| errors, |bundle| policy::lint(&bundle))
}

fn by_file(run: &TestRun) -> BTreeMap<&str, Vec<&policy::PolicyTest>> {
    let mut files: BTreeMap<&str, Vec<&policy::PolicyTest>> = BTreeMap::new();
    for test in &run.tests {
        files.entry(&test.path).or_default().push(test);
    }
    files
}

fn shown(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}
