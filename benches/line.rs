//! The whole line over our own examples: discovery, loading, judging; and its costly halves apart.

use std::path::Path;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use plimsoll_check::{self as check, Run, Scope, Settlement};
use plimsoll_judge::config::Layers;
use plimsoll_judge::evaluate;
use plimsoll_loader::discover::{self, Selection};
use plimsoll_loader::disk::DiskFiles;
use plimsoll_policy::{Bundle, PolicySet, Rule, RuleSet};
use plimsoll_report::Repository;
use plimsoll_source::Sources;

fn line(criterion: &mut Criterion) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/shop");
    let files = DiskFiles::new(&root).expect("the example is there");
    let found = discover::candidates(&files, &[".".to_owned()], &Selection::default());
    let policies = PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED)).expect("the built-in policies load");
    criterion.bench_function("load the shop", |bench| {
        bench.iter(|| check::projects(&found, &scope(), &files, &Sources::default()));
    });
    let mut evaluator = policies.evaluator(policies.rules()).expect("they compile");
    evaluator.prepare(policies.rules().iter().map(AsRef::as_ref));
    let (loaded, _) = check::projects(&found, &scope(), &files, &Sources::default());
    let rules = policies.rules().to_vec().into();
    criterion.bench_function("judge the shop by all rules", |bench| {
        let mut evaluator = evaluator.clone();
        bench.iter(|| {
            evaluate::rules(
                &mut evaluator,
                &rules,
                &loaded[0].project,
                &loaded[0].origins,
                &|rule| policies.reads(rule).into(),
                None,
            )
        });
    });
    let run = |rules: &[Arc<Rule>]| {
        let run = Run {
            found: &found,
            scope: &scope(),
            files: &files,
            sources: Arc::new(Sources::default()),
            policies: &policies,
            shows_controls: false,
            is_about_controls: false,
            repository: Repository::default(),
        };
        check::report(run, &mut Layers::of_rules(rules), Settlement::default(), Vec::new())
    };
    let recommended: Vec<Arc<Rule>> =
        policies.rules().iter().filter(|rule| rule.set == RuleSet::Recommended).cloned().collect();
    criterion.bench_function("the whole line by the recommended rules", |bench| bench.iter(|| run(&recommended)));
    criterion.bench_function("load the policies", |bench| {
        bench.iter(|| PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED)))
    });
    criterion.bench_function("compile all rules", |bench| {
        bench.iter(|| {
            let mut evaluator = policies.evaluator(policies.rules()).expect("they compile");
            evaluator.prepare(policies.rules().iter().map(AsRef::as_ref));
        });
    });
}

criterion_group!(benches, line);
criterion_main!(benches);

/// Everything, with what is known of images.
fn scope() -> Scope {
    Scope { known: Arc::new(plimsoll_policy::known_images(&plimsoll_rules::SHIPPED)), ..Scope::default() }
}
