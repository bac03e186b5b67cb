//! Which of the rules that were asked for can be answered: everything they need must be within the part, and nothing may need itself.

use std::collections::{BTreeSet, HashMap};

use super::Draft;
use super::index::{Index, Module};
use crate::error::{Place, Refusal};

/// The rules that cannot be answered, with all reasons.
pub(super) fn refusals(
    rules: &[&str],
    index: &Index<'_>,
    (words, numbers): (&[Draft], &HashMap<String, u32>),
    modules: &[Module],
) -> Vec<(String, Vec<Refusal>)> {
    let cycles = cycles(words);
    let mut refused = Vec::new();
    for rule in rules {
        let mut reasons: BTreeSet<Refusal> = BTreeSet::new();
        match numbers.get(*rule) {
            Some(start) => {
                for reached in reached(words, *start as usize) {
                    reasons.extend(words[reached].refusals.iter().cloned());
                    reasons.extend(cycles[reached].clone());
                }
                if let Some(crate::tree::Shape::Function(_)) = index.shape(rule) {
                    reasons.insert(nowhere(modules, format!("`{rule}` is a function, not a rule")));
                }
            }
            None => {
                reasons.insert(nowhere(modules, format!("there is no rule `{rule}`")));
            }
        }
        if !reasons.is_empty() {
            refused.push(((*rule).to_owned(), reasons.into_iter().collect()));
        }
    }
    refused
}

/// A reason that has no place of its own.
fn nowhere(modules: &[Module], found: String) -> Refusal {
    let path = modules.first().map(|module| module.path.clone()).unwrap_or_default();
    Refusal { place: Place { path, line: 1, column: 1 }, found, instead: None }
}

fn reached(words: &[Draft], start: usize) -> BTreeSet<usize> {
    let mut seen = BTreeSet::from([start]);
    let mut open = vec![start];
    while let Some(word) = open.pop() {
        for (needed, _) in &words[word].needs {
            if seen.insert(*needed as usize) {
                open.push(*needed as usize);
            }
        }
    }
    seen
}

/// For each word that needs itself, that it does.
fn cycles(words: &[Draft]) -> Vec<Option<Refusal>> {
    /// Where a word stands in the search.
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let mut states = vec![State::New; words.len()];
    let mut found: Vec<Option<Refusal>> = vec![None; words.len()];
    for start in 0..words.len() {
        if states[start] != State::New {
            continue;
        }
        // A stack of words and of how many of their needs have been followed.
        let mut stack = vec![(start, 0)];
        states[start] = State::Open;
        while let Some((word, next)) = stack.last_mut() {
            let Some((needed, place)) = words[*word].needs.get(*next) else {
                states[*word] = State::Done;
                stack.pop();
                continue;
            };
            *next += 1;
            let needed = *needed as usize;
            match states[needed] {
                State::New => {
                    states[needed] = State::Open;
                    stack.push((needed, 0));
                }
                State::Open => {
                    found[*word] = Some(Refusal {
                        place: place.clone(),
                        found: format!("`{}`, which needs itself here", words[needed].name),
                        instead: Some("go through a collection instead".to_owned()),
                    });
                }
                State::Done => {}
            }
        }
    }
    found
}
