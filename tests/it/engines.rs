//! Our rules are compiled when the program is built; the interpreter answers the same, rule by rule.

use std::path::{Path, PathBuf};

use plimsoll_check as check;
use plimsoll_loader::discover::{self, Selection};
use plimsoll_loader::disk::DiskFiles;
use plimsoll_policy::{Bundle, PolicySet, Shipped};
use plimsoll_source::Sources;

use crate::shared;

/// Repositories of the corpus with much of everything.
const LARGE: [&str; 3] = ["docker__awesome-compose", "authelia__authelia", "overleaf__toolkit"];

#[test]
fn compiled_rules_answer_as_interpreted_ones() {
    let interpreted = Shipped { compiled: &[], ..plimsoll_rules::SHIPPED };
    let [compiled, interpreted] = [&plimsoll_rules::SHIPPED, &interpreted]
        .map(|shipped| PolicySet::load(Bundle::shipped(shipped)).unwrap_or_else(|errors| panic!("{}", errors[0])));
    let rules = compiled.rules();
    let mut engines = [&compiled, &interpreted].map(|set| set.evaluator(set.rules()).expect("ours compile"));
    let mut folders: Vec<PathBuf> = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/shop")];
    if let Some(corpus) = shared::folder("corpus") {
        folders.extend(LARGE.iter().map(|name| corpus.join(name)).filter(|folder| folder.is_dir()));
    }
    let mut found = 0;
    for folder in folders {
        let files = DiskFiles::new(&folder).unwrap();
        let candidates = discover::candidates(&files, &[".".to_owned()], &Selection::default());
        let (loaded, _) = check::projects(&candidates, &shared::scope(), &files, &Sources::default());
        for one in loaded.iter().take(6) {
            engines.iter_mut().for_each(|engine| engine.set_input(&one.project));
            for rule in rules {
                let [ours, theirs] = engines.each_mut().map(|engine| engine.answer(rule).expect("no rule fails"));
                assert_eq!(ours, theirs, "{} on {}", rule.id, one.project.label());
                found += ours.as_array().map_or(0, Vec::len);
            }
        }
    }
    assert!(found > 50, "{found}");
}
