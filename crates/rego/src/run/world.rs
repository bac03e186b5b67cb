//! `with`: a world in which some things have other values, while some statements run.

use super::machine::{Machine, Run};
use super::word::{Flow, Known};
use crate::tree::{At, Expr, Stmt, Target};
use crate::value::{Value, equal, get};

/// So many rules cost one step to forget.
const RULES_A_STEP: usize = 16;

/// What is exchanged when one world is left for another.
#[derive(Debug)]
struct World {
    input: Value,
    data: Vec<Value>,
    known: Vec<Known>,
    /// Rules that have a given value.
    given: Vec<(u32, Value)>,
    open: Vec<u32>,
}

impl<'a> Machine<'a> {
    /// Runs a body in a world where some things have other values, and what follows it in this one.
    pub(super) fn with(
        &mut self,
        (replaced, body): (&'a [(Target, Expr)], &'a [Stmt]),
        at: At,
        rest: &mut dyn FnMut(&mut Self) -> Run<Flow>,
    ) -> Run<Flow> {
        let Some(mut world) = self.world(replaced, at)? else { return Ok(Flow::Next) };
        self.swap(&mut world);
        let flow = self.run(body, &mut |machine: &mut Self| {
            machine.swap(&mut world);
            let flow = rest(machine);
            machine.swap(&mut world);
            flow
        });
        self.swap(&mut world);
        flow
    }

    /// The present world with some values replaced; nothing where one of the new values is undefined. All of them are worked out in the present
    /// world. Nothing that was worked out in it is remembered in the new one.
    fn world(&mut self, replaced: &'a [(Target, Expr)], at: At) -> Run<Option<World>> {
        let count = self.state.known.len();
        self.step((count / RULES_A_STEP) as u64, at)?;
        let mut world = World {
            input: self.state.input,
            data: self.state.data.clone(),
            known: vec![Known::default(); count],
            given: self.state.given.clone(),
            open: Vec::new(),
        };
        for (target, expr) in replaced {
            let value = self.expr(expr)?;
            if value.is_undefined() {
                return Ok(None);
            }
            match target {
                Target::Input(path) => world.input = self.placed(world.input, path, value),
                Target::Data(document, path) => {
                    let document = *document as usize;
                    world.data[document] = self.placed(world.data[document], path, value);
                }
                Target::Rule(word) => {
                    world.given.retain(|(known, _)| known != word);
                    world.given.push((*word, value));
                }
            }
        }
        for (word, value) in &world.given {
            world.known[*word as usize] = Known::given(*value);
        }
        self.fits(at)?;
        Ok(Some(world))
    }

    /// Leaves this world for another, which is kept in its place.
    fn swap(&mut self, world: &mut World) {
        std::mem::swap(&mut self.state.input, &mut world.input);
        std::mem::swap(&mut self.state.data, &mut world.data);
        std::mem::swap(&mut self.state.known, &mut world.known);
        std::mem::swap(&mut self.state.given, &mut world.given);
        std::mem::swap(&mut self.open, &mut world.open);
    }

    /// A value with another one at a path of it; what is no object on the way becomes one.
    fn placed(&mut self, base: Value, path: &[u32], value: Value) -> Value {
        let Some((name, rest)) = path.split_first() else { return value };
        let key = Value::Text(*name);
        let (below, mut pairs) = match base {
            Value::Object(span) => (get(self.arena(), span, key), self.arena().pairs(span).collect()),
            _ => (None, Vec::new()),
        };
        let value = self.placed(below.unwrap_or(Value::Undefined), rest, value);
        pairs.retain(|(known, _)| !equal(self.arena(), *known, key));
        pairs.push((key, value));
        self.state.arena.object(pairs)
    }
}
