//! Which variables a place sees, and in which slots they are.

use std::collections::{HashMap, HashSet};

/// What a name is as a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Variable {
    /// It has this slot.
    Slot(u32),
    /// A statement that follows binds it.
    Later,
    /// It is no variable.
    None,
}

/// The variables of one body, comprehension or `every`.
#[derive(Debug, Default)]
struct Frame {
    bound: HashMap<String, u32>,
    declared: HashSet<String>,
}

/// The variables of a definition; each has a slot of its own.
#[derive(Debug, Default)]
pub(super) struct Scope {
    frames: Vec<Frame>,
    slots: u32,
}

impl Scope {
    /// Enters a body in which these names will be bound.
    pub(super) fn open(&mut self, declared: HashSet<String>) {
        self.frames.push(Frame { bound: HashMap::new(), declared });
    }

    pub(super) fn close(&mut self) {
        self.frames.pop();
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
        let frame = self.frames.last_mut().expect("internal: variables are bound in bodies");
        frame.bound.insert(name.to_owned(), slot).is_none().then_some(slot)
    }

    /// Whether the outermost body, that of the parameters, has the name.
    pub(super) fn is_parameter(&self, name: &str) -> bool {
        self.frames.first().is_some_and(|frame| frame.bound.contains_key(name))
    }

    pub(super) fn find(&self, name: &str) -> Variable {
        for frame in self.frames.iter().rev() {
            if let Some(slot) = frame.bound.get(name) {
                return Variable::Slot(*slot);
            }
            if frame.declared.contains(name) {
                return Variable::Later;
            }
        }
        Variable::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inner_variables_hide_outer_ones_until_their_body_ends() {
        let mut scope = Scope::default();
        scope.open(HashSet::new());
        let outer = scope.bind("x").expect("new");
        scope.open(HashSet::from(["x".to_owned()]));
        assert_eq!(scope.find("x"), Variable::Later);
        let inner = scope.bind("x").expect("new here");
        assert_eq!((scope.find("x"), scope.bind("x")), (Variable::Slot(inner), None));
        scope.close();
        assert_eq!((scope.find("x"), scope.find("y")), (Variable::Slot(outer), Variable::None));
        assert!(scope.is_parameter("x") && inner != outer);
    }
}
