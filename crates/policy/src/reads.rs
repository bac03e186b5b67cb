//! What a rule looks at besides its own subject: some of it may be missing where the rest was read, and then the rule has not judged.
//!
//! Of our own policies it was found out when the program was built, from the words in them and in what they use; a policy that is not ours is taken to
//! look at everything.

use std::collections::BTreeSet;

use plimsoll_policy_text::reads::{Looker, Policy};
use plimsoll_policy_text::{ShippedReads, Words};

use super::world::World;
use super::{PolicySet, Rule, RuleId};

/// What a rule may look at.
#[derive(Debug, Clone)]
pub struct Reads {
    /// What a Dockerfile says, or the image that comes out of it.
    pub images: bool,
    /// Which files lie in a build context.
    pub files: bool,
    attributes: Attributes,
}

/// The words of a rule's code and of what that uses: an attribute whose name is not among them, it does not look at.
#[derive(Debug, Clone)]
enum Attributes {
    /// It may look at everything.
    Any,
    /// As they were found out when the program was built.
    Shipped(ShippedReads, Words),
    /// As they were found out now: all, and those that it doubts.
    Named(BTreeSet<String>, BTreeSet<String>),
}

/// Nobody looked: everything.
impl Default for Reads {
    fn default() -> Self {
        Self { images: true, files: true, attributes: Attributes::Any }
    }
}

impl PolicySet {
    /// What a rule looks at. Of a rule among policies of which some are not ours it is found out anew each time.
    pub fn reads(&self, rule: &Rule) -> Reads {
        let home = self.worlds.iter().find(|world| world.source == rule.source);
        home.map_or_else(Reads::default, |world| Reads::of(rule, world))
    }

    /// The same by the rule's id.
    pub fn reads_of(&self, id: &RuleId) -> Reads {
        self.rules.iter().find(|rule| rule.id == *id).map_or_else(Reads::default, |rule| self.reads(rule))
    }
}

impl Reads {
    /// Of a rule among the policies that it may import.
    fn of(rule: &Rule, world: &World) -> Self {
        if let Some((words, reads)) =
            world.shipped.as_ref().and_then(|shipped| Some((shipped.words, shipped.reads(&rule.path)?)))
        {
            return Self { images: reads.images, files: reads.files, attributes: Attributes::Shipped(reads, words) };
        }
        let policies =
            world.texts.iter().map(|text| Policy { package: &text.package, rego: &text.rego, is_ours: text.trusted });
        let mut reader = Looker::new(policies);
        let Some(looks) = reader.looks(&rule.package) else { return Self::default() };
        let owned = |words: BTreeSet<&str>| words.into_iter().map(str::to_owned).collect();
        let named = |words| Attributes::Named(owned(words), owned(looks.doubts));
        Self { images: looks.images, files: looks.files, attributes: looks.words.map_or(Attributes::Any, named) }
    }

    /// Whether it may speak because an attribute of this name is not there or otherwise. Of a rule that may look at everything nobody can tell: it is
    /// taken at its word.
    pub fn doubts(&self, attribute: &str) -> bool {
        match &self.attributes {
            Attributes::Any => false,
            Attributes::Shipped(reads, words) => words.position(attribute).is_some_and(|number| reads.doubts(number)),
            Attributes::Named(_, doubts) => doubts.contains(attribute),
        }
    }

    /// Whether it may look at an attribute of this name.
    pub fn names(&self, attribute: &str) -> bool {
        match &self.attributes {
            Attributes::Any => true,
            Attributes::Shipped(reads, words) => {
                reads.words.is_none() || words.position(attribute).is_some_and(|number| reads.says(number))
            }
            Attributes::Named(words, _) => words.contains(attribute),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Bundle;

    #[test]
    fn attributes_are_told_by_their_names() {
        let set = PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED)).expect("ours load");
        let names = |id: &str, attribute: &str| {
            let rule = set.rules().iter().find(|rule| rule.id.as_str() == id).expect("there is such a rule");
            set.reads(rule).names(attribute)
        };
        assert!(names("compose/image-latest-or-untagged", "image"));
        assert!(names("compose/service-privileged", "privileged"));
        assert!(!names("compose/service-privileged", "env_file"));
        assert!(!names("compose/pids-limit-missing", "command"));
    }

    #[test]
    fn attributes_that_a_rule_doubts_are_told_from_those_that_it_has_seen() {
        let set = PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED)).expect("ours load");
        let doubts = |id: &str, attribute: &str| {
            let rule = set.rules().iter().find(|rule| rule.id.as_str() == id).expect("there is such a rule");
            set.reads(rule).doubts(attribute)
        };
        assert!(doubts("compose/memswap-below-mem", "memory"));
        assert!(doubts("compose/build-and-image", "pull_policy"));
        assert!(!doubts("compose/service-privileged", "privileged"));
    }

    fn of(id: &str) -> (bool, bool) {
        let set = PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED)).expect("ours load");
        let rule = set.rules().iter().find(|rule| rule.id.as_str() == id).expect("there is such a rule").clone();
        let reads = set.reads(&rule);
        (reads.images, reads.files)
    }

    #[test]
    fn rules_are_told_apart_by_what_they_look_at() {
        for (id, expected) in [
            ("compose/mem-limit-missing", (false, false)),
            ("compose/pids-limit-missing", (false, false)),
            ("compose/healthcheck-missing", (true, false)),
            ("compose/service-user-missing", (true, false)),
            ("dockerfile/secret-file-copied", (true, false)),
            ("dockerfile/dockerignore-key-material-not-excluded", (true, true)),
        ] {
            assert_eq!(of(id), expected, "{id}");
        }
    }

    #[test]
    fn what_was_found_when_this_was_built_is_what_the_texts_say() {
        let set = PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED)).expect("ours load");
        let texts = &set.worlds[0].texts;
        let policies =
            texts.iter().map(|text| Policy { package: &text.package, rego: &text.rego, is_ours: text.trusted });
        let mut reader = Looker::new(policies);
        let shipped = plimsoll_rules::SHIPPED;
        let vocabulary = shipped.words.all();
        for rule in set.rules() {
            let (found, reads) = (reader.looks(&rule.package).expect("ours"), set.reads(rule));
            assert!(matches!(reads.attributes, Attributes::Shipped(..)), "{}", rule.id);
            assert_eq!((found.images, found.files), (reads.images, reads.files), "{}", rule.id);
            let said: BTreeSet<&str> = vocabulary.clone().filter(|word| reads.names(word)).collect();
            assert_eq!(found.words, Some(said), "{}", rule.id);
            let doubted: BTreeSet<&str> = vocabulary.clone().filter(|word| reads.doubts(word)).collect();
            assert_eq!(found.doubts, doubted, "{}", rule.id);
        }
    }
}
