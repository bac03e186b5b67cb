//! Going from a value to a part of it.

use super::checker::Checker;
use super::near::nearest;
use super::types::{Kind, Shape, Type, Types};

/// So many known names are listed where none is near.
const LISTED: usize = 8;

/// Why there is no such part.
pub(crate) struct Missing {
    /// The names that there are; none where it has no parts at all.
    pub(crate) known: Vec<String>,
    /// What it is instead of an object.
    pub(crate) scalar: Option<Kind>,
}

impl Missing {
    /// What to write instead.
    pub(crate) fn help(&self, name: &str) -> Option<String> {
        if let Some(near) = nearest(name, self.known.iter().map(String::as_str)) {
            return Some(format!("did you mean `{near}`?"));
        }
        let shown: Vec<&str> = self.known.iter().take(LISTED).map(String::as_str).collect();
        let more = if self.known.len() > LISTED { ", …" } else { "" };
        (!shown.is_empty()).then(|| format!("there are {}{more}", shown.join(", ")))
    }
}

impl Checker<'_> {
    /// The type of a field, where some alternative has it; null alternatives are passed over, for there the reference is undefined.
    ///
    /// # Errors
    /// When no alternative has it.
    pub(crate) fn part(&mut self, of: Type, name: &str) -> Result<Type, Missing> {
        let Some(shapes) = self.types.shapes(of) else { return Ok(Types::ANY) };
        let mut joined = Types::NEVER;
        let mut missing = Missing { known: Vec::new(), scalar: None };
        let mut hit = false;
        for shape in shapes.iter() {
            let part = match shape {
                Shape::Null => continue,
                Shape::Record(record) => {
                    let fields = self.types.fields(*record);
                    let part = fields.get(name);
                    if part.is_none() {
                        missing.known.extend(fields.known().map(str::to_owned));
                    }
                    part
                }
                Shape::Set(items) => Some(*items),
                other => {
                    missing.scalar = Some(other.kind());
                    None
                }
            };
            if let Some(part) = part {
                hit = true;
                joined = self.types.join(joined, part);
            }
        }
        let nothing_known = missing.known.is_empty() && missing.scalar.is_none();
        if hit || nothing_known {
            return Ok(if hit { joined } else { Types::ANY });
        }
        missing.known.sort();
        missing.known.dedup();
        Err(missing)
    }

    /// The type of a field, where there is one.
    pub(crate) fn field(&mut self, of: Type, name: &str) -> Option<Type> {
        self.part(of, name).ok()
    }
}

impl Types {
    /// Whether no value is of both types.
    pub(crate) fn apart(&self, one: Type, other: Type) -> bool {
        let (Some(a), Some(b)) = (self.shapes(one), self.shapes(other)) else { return false };
        if a.is_empty() || b.is_empty() {
            return false;
        }
        let meet = |x: &Shape, y: &Shape| match (x, y) {
            (Shape::Word(x), Shape::Word(y)) => x == y,
            _ => x.kind() == y.kind(),
        };
        !a.iter().any(|x| b.iter().any(|y| meet(x, y)))
    }

    /// A type as a message says it: `a string`, `null or an object`, `"a" or "b"`.
    pub(crate) fn described(&self, of: Type) -> String {
        if let Some(words) = self.words(of) {
            let mut shown: Vec<String> = words.iter().take(LISTED).map(|word| format!("{word:?}")).collect();
            if words.len() > LISTED {
                shown.push("…".to_owned());
            }
            return shown.join(" or ");
        }
        let Some(kinds) = self.kinds(of) else { return "anything".to_owned() };
        let name = |kind: &Kind| match kind {
            Kind::Null => "null".to_owned(),
            Kind::Array | Kind::Object => format!("an {}", kind.name()),
            _ => format!("a {}", kind.name()),
        };
        let names: Vec<String> = kinds.iter().map(name).collect();
        if names.is_empty() { "nothing".to_owned() } else { names.join(" or ") }
    }
}
