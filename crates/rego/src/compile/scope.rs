//! Which variables a place sees, and in which slots they are.

use std::collections::{HashMap, HashSet};

/// What a name is as a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Variable {
    /// It has this slot.
    Slot(u32),
    /// It has no value yet; this body may give it one.
    Open,
    /// It has no value yet, and a body around this one gives it one.
    Outer,
    /// A statement that follows declares it.
    Undeclared,
    /// It is no variable.
    None,
}

/// The names that a body gives a meaning of its own.
#[derive(Debug, Default, Clone)]
pub(super) struct Names {
    /// Those that a statement declares, and its number.
    pub(super) declared: HashMap<String, usize>,
    /// Those that are mentioned.
    pub(super) mentioned: HashSet<String>,
}

/// The variables of one body, comprehension or `every`.
#[derive(Debug, Default)]
struct Frame {
    bound: HashMap<String, u32>,
    names: Names,
    /// The number of the statement that is read.
    statement: usize,
    /// The names that were bound, in their order.
    journal: Vec<String>,
}

/// How far a scope is, for going back there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    frames: usize,
    journal: usize,
}

/// The variables of a definition; each has a slot of its own.
#[derive(Debug, Default)]
pub(super) struct Scope {
    frames: Vec<Frame>,
    slots: u32,
}

impl Scope {
    /// Enters a body. What it mentions is a variable of it unless a body around it has the name, or it `is_global`.
    pub(super) fn open(&mut self, mut names: Names, is_global: impl Fn(&str) -> bool) {
        names.mentioned.retain(|name| {
            names.declared.contains_key(name) || (self.find(name) == Variable::None && !is_global(name))
        });
        self.frames.push(Frame { names, ..Frame::default() });
    }

    pub(super) fn close(&mut self) {
        self.frames.pop();
    }

    /// The statement of the innermost body that is read now.
    pub(super) fn at(&mut self, statement: usize) {
        self.last().statement = statement;
    }

    fn last(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("internal: variables are bound in bodies")
    }

    /// Where the scope is.
    pub(super) fn point(&mut self) -> Point {
        Point { frames: self.frames.len(), journal: self.last().journal.len() }
    }

    /// Forgets what was opened and bound since.
    pub(super) fn back(&mut self, point: Point) {
        self.frames.truncate(point.frames);
        let frame = self.last();
        for name in frame.journal.drain(point.journal..) {
            frame.bound.remove(&name);
        }
    }

    pub(super) fn slots(&self) -> u32 {
        self.slots
    }

    /// A slot without a name.
    pub(super) fn fresh(&mut self) -> u32 {
        self.slots += 1;
        self.slots - 1
    }

    /// Binds a name in the innermost body; nothing where it is bound there already.
    pub(super) fn bind(&mut self, name: &str) -> Option<u32> {
        let slot = self.fresh();
        let frame = self.last();
        if frame.bound.contains_key(name) {
            return None;
        }
        frame.bound.insert(name.to_owned(), slot);
        frame.journal.push(name.to_owned());
        Some(slot)
    }

    /// Whether the outermost body, that of the parameters, has the name.
    pub(super) fn is_parameter(&self, name: &str) -> bool {
        self.frames.first().is_some_and(|frame| frame.bound.contains_key(name))
    }

    /// Whether an earlier statement of the innermost body declares the name.
    pub(super) fn is_declared_before(&self, name: &str) -> bool {
        let Some(frame) = self.frames.last() else { return false };
        frame.names.declared.get(name).is_some_and(|statement| *statement < frame.statement)
    }

    pub(super) fn find(&self, name: &str) -> Variable {
        for (depth, frame) in self.frames.iter().rev().enumerate() {
            if let Some(slot) = frame.bound.get(name) {
                return Variable::Slot(*slot);
            }
            match frame.names.declared.get(name) {
                Some(statement) if *statement > frame.statement => return Variable::Undeclared,
                Some(_) => return if depth == 0 { Variable::Open } else { Variable::Outer },
                None => {}
            }
            if frame.names.mentioned.contains(name) {
                return if depth == 0 { Variable::Open } else { Variable::Outer };
            }
        }
        Variable::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(declared: &[(&str, usize)], mentioned: &[&str]) -> Names {
        Names {
            declared: declared.iter().map(|(name, statement)| ((*name).to_owned(), *statement)).collect(),
            mentioned: mentioned.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    #[test]
    fn inner_variables_hide_outer_ones_until_their_body_ends() {
        let mut scope = Scope::default();
        scope.open(Names::default(), |_| false);
        let outer = scope.bind("x").expect("new");
        scope.open(names(&[("x", 1)], &["x", "global"]), |name| name == "global");
        assert_eq!((scope.find("x"), scope.find("global")), (Variable::Undeclared, Variable::None));
        scope.at(1);
        assert_eq!(scope.find("x"), Variable::Open);
        let inner = scope.bind("x").expect("new here");
        assert_eq!((scope.find("x"), scope.bind("x")), (Variable::Slot(inner), None));
        scope.close();
        assert_eq!((scope.find("x"), scope.find("y")), (Variable::Slot(outer), Variable::None));
        assert!(scope.is_parameter("x") && inner != outer);
    }

    #[test]
    fn what_is_mentioned_belongs_to_the_outermost_body_that_mentions_it() {
        let mut scope = Scope::default();
        scope.open(names(&[], &["x"]), |_| false);
        scope.open(names(&[], &["x", "y"]), |_| false);
        assert_eq!((scope.find("x"), scope.find("y")), (Variable::Outer, Variable::Open));
        let point = scope.point();
        scope.bind("y").expect("new");
        scope.open(Names::default(), |_| false);
        scope.back(point);
        assert_eq!(scope.find("y"), Variable::Open);
        scope.close();
        let slot = scope.bind("x").expect("new");
        assert_eq!(scope.find("x"), Variable::Slot(slot));
    }
}
