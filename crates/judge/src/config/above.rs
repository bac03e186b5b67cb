//! What the configurations of a directory take back of those further out. Every setting is taken apart here, so that a new one does not compile
//! until somebody decides whether it can loosen what is said above, and how that is told.

use super::turned_off::{TurnedOff, TurnedOffKind};
use super::{Config, FailOn, Layer, Layers, directory};
use crate::settings::Pointer;
use crate::waiver::WaiverPolicy;
use plimsoll_policy::{RuleSet, Severity};

/// A setting that asks for less than the configurations further out: what it does below a directory, and where it stands.
struct Less {
    what: &'static str,
    way: Vec<Pointer>,
}

/// For comparing: what never fails a run is above every severity.
fn least(fail_on: FailOn) -> (bool, Option<Severity>) {
    match fail_on {
        FailOn::Never => (true, None),
        FailOn::Severity(severity) => (false, Some(severity)),
    }
}

impl Layers {
    /// What of the configurations further out does not hold below a directory, because its own, or one that it extends, says so.
    pub(super) fn taken_back(&self, below: &str, config: &Config) -> Vec<TurnedOff> {
        let outer = self.of_directory(directory(below));
        if below == "." || outer.chain.is_empty() {
            return Vec::new();
        }
        let told =
            |what: String, span| TurnedOff { kind: TurnedOffKind::Above, what, rules: Vec::new(), count: None, span };
        if config.root {
            let what = format!("lets nothing of the configurations above count below `{below}`");
            return vec![told(what, config.place(&["root".into()], false))];
        }
        let inner = self.of_directory(below);
        let tell = |Less { what, way }: Less| {
            let says = inner.configs().rev().find(|config| config.has(&way));
            told(what.replace("{}", below), says.and_then(|config| config.place(&way, false)))
        };
        less(outer, inner).into_iter().map(tell).collect()
    }
}

/// What two layers come to in what only one of a chain decides; every other setting is told wherever it stands.
struct Stance {
    set: RuleSet,
    fail_on: FailOn,
}

impl Stance {
    fn of(layer: &Layer) -> Self {
        let mut stance = Self { set: RuleSet::Recommended, fail_on: FailOn::Severity(Severity::Medium) };
        for config in layer.configs() {
            let Config {
                set,
                fail_on,
                // Of both the layer knows what comes of it.
                fail_on_review: _,
                waivers: _,
                // Told by itself where it stands: whatever is off, weighs less, has other values, is left out, hidden or taken for known.
                rules: _,
                builtin: _,
                paths: _,
                plain_start: _,
                // One for the whole run: those that rule it say so.
                complete: _,
                assume: _,
                min_severity: _,
                baseline: _,
                secrets: _,
                root: _,
                // Adds to what is judged, and takes nothing away; a rule in the place of another one is told as such.
                policies: _,
                environments: _,
                build_args: _,
                // What it extends is part of the chain.
                extends: _,
                // About words and places, not about the verdict.
                version: _,
                name: _,
                output: _,
                path: _,
                home: _,
                trusted: _,
                lies: _,
                key: _,
                places: _,
            } = config;
            stance.set = set.unwrap_or(stance.set);
            stance.fail_on = fail_on.unwrap_or(stance.fail_on);
        }
        stance
    }
}

fn less(outer: &Layer, inner: &Layer) -> Vec<Less> {
    let (above, here) = (Stance::of(outer), Stance::of(inner));
    let set = match here.set {
        RuleSet::Recommended => "chooses the smaller set recommended below `{}`",
        RuleSet::Strict => "chooses the smaller set strict below `{}`",
        RuleSet::All => "chooses the set all below `{}`",
    };
    let settings = [
        (here.set < above.set, set, "set"),
        (
            least(here.fail_on) > least(above.fail_on),
            "lets more pass below `{}` than the configurations above",
            "fail_on",
        ),
        (
            outer.fails_on_review() && !inner.fails_on_review(),
            "lets what is for review pass below `{}`",
            "fail_on_review",
        ),
    ];
    let settings = settings.into_iter().map(|(is_less, what, key)| (is_less, what, vec![key.into()]));
    let waivers = less_of_waivers(outer.waivers(), inner.waivers());
    let waivers = waivers.into_iter().map(|(is_less, what, key)| (is_less, what, vec!["waivers".into(), key.into()]));
    let all = settings.chain(waivers).filter(|(is_less, ..)| *is_less);
    all.map(|(_, what, way)| Less { what, way }).collect()
}

/// Whether less is asked of waivers, by setting.
fn less_of_waivers(above: &WaiverPolicy, here: &WaiverPolicy) -> [(bool, &'static str, &'static str); 6] {
    let WaiverPolicy { inline, peers, require, max_days, separate_approver, max_severity } = here;
    let is_later = |own: Option<u32>, above: Option<u32>| above.is_some_and(|above| own.is_none_or(|own| own > above));
    let is_worse = above.max_severity.is_some_and(|above| max_severity.is_none_or(|own| own > above));
    [
        (*inline && !above.inline, "lets comments waive below `{}`", "inline"),
        (
            peers.iter().any(|peer| !above.peers.contains(peer)),
            "lets comments for more other tools waive below `{}`",
            "peers",
        ),
        (
            above.require.iter().any(|required| !require.contains(required)),
            "requires less of waivers below `{}`",
            "require",
        ),
        (is_later(*max_days, above.max_days), "lets waivers hold longer below `{}`", "max_days"),
        (
            above.separate_approver && !separate_approver,
            "lets owners approve their own waivers below `{}`",
            "separate_approver",
        ),
        (is_worse, "lets worse findings be waived below `{}`", "max_severity"),
    ]
}
