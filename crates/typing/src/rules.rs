//! Rules and functions: what they come to, and what calling them comes to.

use regorus::unstable::{Expr, Rule, RuleBody, RuleHead};

use super::checker::{Answers, Checker, Complaint, Scope};
use super::syntax::{Definition, text};
use super::types::{Fields, Shape, Type, Types};

/// Calls that are in one another.
const MAX_DEPTH: usize = 48;

impl Checker<'_> {
    /// What one definition comes to, its arguments being of these types.
    pub(crate) fn definition(&mut self, of: Definition<'_>, given: Option<&[Type]>) -> Type {
        let mut scope = Scope::new();
        if let Some(parameters) = of.parameters() {
            for (index, parameter) in parameters.iter().enumerate() {
                let given = given.and_then(|given| given.get(index)).copied().unwrap_or(Types::ANY);
                self.bind(parameter, given, &mut scope);
            }
        }
        match of.rule {
            Rule::Default { value, .. } => self.expr(of.home, value, &mut scope),
            Rule::Spec { head, bodies, .. } => self.spec(of.home, head, bodies, &scope),
        }
    }

    fn spec(&mut self, home: usize, head: &RuleHead, bodies: &[RuleBody], outer: &Scope) -> Type {
        let mut joined = Types::NEVER;
        let alone = bodies.is_empty();
        for body in bodies.iter().map(Some).chain(alone.then_some(None)) {
            let mut scope = outer.clone();
            if let Some(body) = body {
                self.query(home, &body.query, &mut scope);
            }
            let assigned = body.and_then(|body| body.assign.as_ref());
            let value = match head {
                RuleHead::Set { refr, key, .. } => {
                    let item = key.as_ref().map_or(Types::ANY, |key| self.expr(home, key, &mut scope));
                    let set = self.types.set(item);
                    self.keyed(home, refr, set, &mut scope)
                }
                RuleHead::Compr { refr, assign, .. } => {
                    let value = self.assigned(home, assigned.or(assign.as_ref()), &mut scope);
                    self.keyed(home, refr, value, &mut scope)
                }
                RuleHead::Func { assign, .. } => self.assigned(home, assigned.or(assign.as_ref()), &mut scope),
            };
            joined = self.types.join(joined, value);
        }
        joined
    }

    fn assigned(&mut self, home: usize, value: Option<&regorus::unstable::RuleAssign>, scope: &mut Scope) -> Type {
        match value {
            Some(assign) => self.expr(home, &assign.value, scope),
            None => self.types.one(Shape::Boolean),
        }
    }

    /// What a head such as `names[key]` makes of its value: an object of such.
    fn keyed(&mut self, home: usize, reference: &Expr, value: Type, scope: &mut Scope) -> Type {
        let Expr::RefBrack { refr, index, .. } = reference else { return value };
        if text(index).is_some() {
            return value;
        }
        self.expr(home, index, scope);
        let object = Fields { named: std::collections::BTreeMap::new(), others: Some(value), names: None };
        let object = self.types.object(object);
        self.keyed(home, refr, object, scope)
    }

    /// What a rule without arguments comes to.
    pub(crate) fn value(&mut self, name: &[String]) -> Type {
        if let Some(known) = self.values.get(name) {
            return *known;
        }
        if self.depth >= MAX_DEPTH {
            return Types::ANY;
        }
        self.values.insert(name.to_vec(), Types::ANY);
        self.depth += 1;
        let outside = (std::mem::take(&mut self.found), self.early);
        let definitions = self.rules.get(name).cloned().unwrap_or_default();
        let mut joined = Types::NEVER;
        for definition in definitions {
            let one = if definition.parameters().is_some() { Types::ANY } else { self.definition(definition, None) };
            joined = self.types.join(joined, one);
        }
        (self.found, self.early) = outside;
        self.depth -= 1;
        self.values.insert(name.to_vec(), joined);
        joined
    }

    /// What calling a function comes to.
    pub(crate) fn call(&mut self, home: usize, place: &Expr, name: &[String], arguments: &[Type]) -> Type {
        let definitions = self.rules.get(name).cloned().unwrap_or_default();
        let judged = definitions.iter().any(|definition| self.modules[definition.home].judged);
        if judged {
            self.note(name, arguments);
        }
        let key = (name.to_vec(), arguments.to_vec());
        let (value, dead) = match self.calls.get(&key) {
            Some(known) => known.clone(),
            None if self.depth >= MAX_DEPTH => (Types::ANY, None),
            None => {
                self.calls.insert(key.clone(), (Types::ANY, None));
                let answer = self.called(&definitions, arguments);
                self.calls.insert(key, answer.clone());
                answer
            }
        };
        // A function that is judged itself is complained of where it is wrong.
        if let (Some(dead), false) = (dead, judged) {
            let message = format!("`{}` never answers for what it is given here: {}", name.join("."), dead.message);
            self.complain(home, place.span(), message, dead.help);
        }
        value
    }

    fn note(&mut self, name: &[String], arguments: &[Type]) {
        let mut known = self.given.remove(name).unwrap_or_else(|| vec![Types::NEVER; arguments.len()]);
        for (known, given) in known.iter_mut().zip(arguments) {
            *known = self.types.join(*known, *given);
        }
        self.given.insert(name.to_vec(), known);
    }

    /// The answer of a function, and, where each of its definitions asks for something that there is not, the first such complaint.
    fn called(&mut self, definitions: &[Definition<'_>], arguments: &[Type]) -> (Type, Option<Complaint>) {
        self.depth += 1;
        let outside = (std::mem::take(&mut self.found), self.early);
        let mut joined = Types::NEVER;
        let mut dead: Option<Complaint> = None;
        let mut alive = definitions.is_empty();
        for definition in definitions {
            if !self.fits(*definition, arguments) {
                continue;
            }
            self.found.clear();
            let one = self.definition(*definition, Some(arguments));
            joined = self.types.join(joined, one);
            match self.found.drain(..).next() {
                Some(complaint) => dead = dead.or(Some(complaint)),
                None => alive = true,
            }
        }
        (self.found, self.early) = outside;
        self.depth -= 1;
        (joined, dead.filter(|_| !alive))
    }

    /// Whether a definition can be meant: its parameters that are written as values may be what is given.
    fn fits(&mut self, definition: Definition<'_>, arguments: &[Type]) -> bool {
        let parameters = definition.parameters().unwrap_or_default();
        parameters.iter().zip(arguments).all(|(parameter, given)| {
            let wanted = match parameter.as_ref() {
                Expr::Var { .. } => return true,
                literal => self.literal(literal),
            };
            !self.types.apart(wanted, *given)
        })
    }

    /// That a rule's answers name places of the input.
    pub(crate) fn answers(&mut self, name: &[String], of: Definition<'_>, value: Type, wanted: &[Answers<'_>]) {
        let Some(own) = name.last() else { return };
        for wanted in wanted.iter().filter(|wanted| wanted.rule == own) {
            let item = self.types.parts(value).1;
            let Some(shapes) = self.types.shapes(item) else { continue };
            for shape in shapes.iter() {
                let Shape::Record(record) = shape else { continue };
                let Some(member) = self.types.fields(*record).get(wanted.member) else { continue };
                let Some(shapes) = self.types.shapes(member) else { continue };
                let may_be = |shape: &Shape| matches!(shape, Shape::Address | Shape::Text | Shape::Word(_));
                if !shapes.is_empty() && !shapes.iter().any(may_be) {
                    let what = self.types.described(member);
                    let message =
                        format!("`{}` of what `{own}` contains is {what}, which is no address", wanted.member);
                    let help = "give it the `at` of what the finding is about".to_owned();
                    self.complain(of.home, of.reference().span(), message, Some(help));
                }
            }
        }
    }
}
