//! The whole line over our own examples: discovery, loading, judging; and its costly halves apart.

use std::path::Path;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use plimsoll::check::{self, Run, Scope, Settlement};
use plimsoll::config::Config;
use plimsoll::discover::{self, Selection};
use plimsoll::disk::DiskFiles;
use plimsoll::policy::{Bundle, PolicySet};
use plimsoll::report::Repository;
use plimsoll::source::Sources;

fn line(criterion: &mut Criterion) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/shop");
    let files = DiskFiles::new(&root).expect("the example is there");
    let found = discover::candidates(&files, &[".".to_owned()], &Selection::default());
    let policies = PolicySet::load(Bundle::builtin()).expect("the built-in policies load");
    policies.evaluator().expect("they compile");
    criterion.bench_function("load the shop", |bench| {
        bench.iter(|| check::projects(&found, &Scope::default(), &files, &Sources::default()));
    });
    criterion.bench_function("check the shop by all rules", |bench| {
        bench.iter(|| {
            let run = Run {
                found: &found,
                scope: &Scope::default(),
                files: &files,
                sources: Arc::new(Sources::default()),
                policies: &policies,
                rules: policies.rules().to_vec(),
                repository: Repository::default(),
            };
            check::report(run, &Config::default(), Settlement::default(), Vec::new())
        });
    });
    criterion.bench_function("compile the policies", |bench| {
        bench.iter(|| {
            let policies = PolicySet::load(Bundle::builtin()).expect("the built-in policies load");
            policies.evaluator().map(drop)
        });
    });
}

criterion_group!(benches, line);
criterion_main!(benches);
