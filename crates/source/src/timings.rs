//! How long the steps of a run took, for whoever asks (`--timings`). Costs one load of an atomic per step where nobody does.
//!
//! Steps are told by name, with the thread that they ran on, never by what they read: a list of them gives nothing of the input away.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// A step that has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// What was done.
    pub name: &'static str,
    /// Numbered in the order in which threads had their first step.
    pub thread: u32,
    /// When it began, after the first question for timings.
    pub start: Duration,
    /// How long it took, steps inside of it included.
    pub took: Duration,
    /// The same without those inside of it.
    pub own: Duration,
}

/// A step that goes on as long as this is held.
#[derive(Debug)]
#[must_use = "the step ends where this is dropped"]
pub struct Step(Option<Begun>);

#[derive(Debug)]
struct Begun {
    name: &'static str,
    at: Instant,
    /// What steps inside of the one around had taken when this one began.
    around: Duration,
}

static ASKED: AtomicBool = AtomicBool::new(false);
static TAKEN: Mutex<Vec<Taken>> = Mutex::new(Vec::new());

thread_local! {
    static THREAD: u32 = {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        NEXT.fetch_add(1, Ordering::Relaxed)
    };
    /// What the steps inside of the one that goes on have taken so far.
    static INSIDE: Cell<Duration> = const { Cell::new(Duration::ZERO) };
}

fn beginning() -> Instant {
    static BEGINNING: OnceLock<Instant> = OnceLock::new();
    *BEGINNING.get_or_init(Instant::now)
}

/// From now on steps are kept.
pub fn ask() {
    beginning();
    ASKED.store(true, Ordering::Relaxed);
}

/// Begins a step.
pub fn step(name: &'static str) -> Step {
    if !ASKED.load(Ordering::Relaxed) {
        return Step(None);
    }
    let around = INSIDE.with(|inside| inside.replace(Duration::ZERO));
    Step(Some(Begun { name, at: Instant::now(), around }))
}

impl Drop for Step {
    fn drop(&mut self) {
        let Some(Begun { name, at, around }) = self.0.take() else { return };
        let took = at.elapsed();
        let inside = INSIDE.with(|inside| inside.replace(around + took));
        let start = at.saturating_duration_since(beginning());
        let taken =
            Taken { name, thread: THREAD.with(|thread| *thread), start, took, own: took.saturating_sub(inside) };
        TAKEN.lock().unwrap_or_else(PoisonError::into_inner).push(taken);
    }
}

/// All steps that have ended, by their beginning.
pub fn taken() -> Vec<Taken> {
    let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner).clone();
    taken.sort_by_key(|step| (step.start, step.thread, std::cmp::Reverse(step.took)));
    taken
}

/// Steps of one name together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many there were.
    pub count: usize,
    /// What they took, without steps inside of them, on all threads.
    pub own: Duration,
    /// The longest one, with steps inside of it.
    pub longest: Duration,
}

/// The steps by name, in the order in which each was first met.
pub fn sums(taken: &[Taken]) -> Vec<(&'static str, Sum)> {
    let mut order: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut sums: Vec<(&'static str, Sum)> = Vec::new();
    for step in taken {
        let at = *order.entry(step.name).or_insert_with(|| {
            sums.push((step.name, Sum::default()));
            sums.len() - 1
        });
        let sum = &mut sums[at].1;
        sum.count += 1;
        sum.own += step.own;
        sum.longest = sum.longest.max(step.took);
    }
    sums
}

/// The steps in the Trace Event Format that browsers' profilers open ("complete" events, in microseconds).
pub fn chrome_trace(taken: &[Taken]) -> Value {
    let micros = |duration: Duration| duration.as_nanos() as f64 / 1e3;
    let event = |step: &Taken| {
        json!({
            "name": step.name, "cat": "plimsoll", "ph": "X", "pid": 1, "tid": step.thread,
            "ts": micros(step.start), "dur": micros(step.took),
        })
    };
    json!({ "displayTimeUnit": "ms", "traceEvents": taken.iter().map(event).collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_kept_for_whoever_asks_and_know_what_is_inside() {
        drop(step("before"));
        ask();
        {
            let _outer = step("outer");
            drop(step("inner"));
            drop(step("inner"));
        }
        let taken = taken();
        let names: Vec<&str> = taken.iter().map(|step| step.name).filter(|name| *name != "before").collect();
        assert_eq!(names, ["outer", "inner", "inner"]);
        let inner: Duration = taken.iter().filter(|step| step.name == "inner").map(|step| step.took).sum();
        let outer = taken.iter().find(|step| step.name == "outer").expect("a step");
        assert_eq!(outer.own, outer.took - inner);
        let sums = sums(&taken);
        assert_eq!(sums.iter().map(|(name, sum)| (*name, sum.count)).collect::<Vec<_>>(), [("outer", 1), ("inner", 2)]);
        let trace = chrome_trace(&taken);
        assert_eq!(trace["traceEvents"][0]["name"], "outer");
        assert_eq!(trace["traceEvents"][0]["ph"], "X");
    }
}
