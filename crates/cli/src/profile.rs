//! `plimsoll rules --profile PATH`: how long each rule takes on the projects there.

use std::io::{self, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use plimsoll_check as check;
use plimsoll_policy::PolicySet;

use super::inputs::Inputs;
use super::output;
use super::scene;

/// What one rule took, on all projects together.
struct Cost<'r> {
    rule: &'r str,
    time: Duration,
    slowest: Duration,
    findings: usize,
}

/// Runs every rule on every project, each by itself (what several share counts for each of them), and prints the slowest first; then all
/// together, as a check does it.
pub(crate) fn run(set: &PolicySet, path: PathBuf) -> io::Result<super::Exit> {
    let scene = scene::set(&Inputs { paths: vec![path], ..Inputs::default() }, &[])?;
    let (loaded, _) = check::projects(&scene.found, &scene.scope, &scene.files, &scene.sources);
    let started = Instant::now();
    let mut evaluator = match set.evaluator(set.rules()) {
        Ok(evaluator) => evaluator,
        Err(error) => {
            super::policies::complain(&[error])?;
            return Ok(2);
        }
    };
    evaluator.prepare(set.rules().iter().map(AsRef::as_ref));
    let compiled = started.elapsed();
    let none = |rule| Cost { rule, time: Duration::ZERO, slowest: Duration::ZERO, findings: 0 };
    let mut costs: Vec<Cost<'_>> = set.rules().iter().map(|rule| none(rule.id.as_str())).collect();
    let mut together = Duration::ZERO;
    for one in &loaded {
        evaluator.set_input(&one.project);
        let started = Instant::now();
        for rule in set.rules() {
            if let Err(error) = evaluator.run(rule) {
                super::policies::complain(&[error])?;
            }
        }
        together += started.elapsed();
        for (rule, cost) in set.rules().iter().zip(&mut costs) {
            let started = Instant::now();
            let answer = evaluator.answer(rule);
            let time = started.elapsed();
            cost.time += time;
            cost.slowest = cost.slowest.max(time);
            // One that fails has been told of above.
            cost.findings += answer.ok().and_then(|answer| answer.as_array().map(Vec::len)).unwrap_or_default();
        }
    }
    costs.sort_by(|a, b| b.time.cmp(&a.time).then(a.rule.cmp(b.rule)));
    print(&costs, loaded.len(), together, compiled)?;
    Ok(0)
}

fn print(costs: &[Cost<'_>], projects: usize, together: Duration, compiled: Duration) -> io::Result<()> {
    let mut out = io::BufWriter::new(output::stdout());
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    let total: Duration = costs.iter().map(|cost| cost.time).sum();
    writeln!(out, "{:>10} {:>7} {:>10} {:>9}  rule", "total ms", "share", "slowest ms", "findings")?;
    for cost in costs {
        let share = 100.0 * ms(cost.time) / ms(total).max(f64::MIN_POSITIVE);
        writeln!(
            out,
            "{:>10.2} {share:>6.1}% {:>10.2} {:>9}  {}",
            ms(cost.time),
            ms(cost.slowest),
            cost.findings,
            cost.rule
        )?;
    }
    let rules = costs.len();
    writeln!(
        out,
        "\n{rules} rules on {projects} projects: {:.1} ms one by one, {:.1} ms together; compiling all rules: {:.1} ms",
        ms(total),
        ms(together),
        ms(compiled)
    )?;
    out.flush()
}
