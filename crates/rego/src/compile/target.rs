//! What `with` replaces.

use regorus::unstable::Expr as Syntax;

use super::Checked;
use super::head::Writer;
use super::reference::{Step, steps};
use super::scope::Variable;
use crate::tree::{Shape, Target};

impl Writer<'_, '_> {
    /// The input, a data document or a rule, by its path.
    pub(super) fn target(&mut self, refr: &Syntax) -> Checked<Target> {
        let (start, all) = steps(refr);
        let refuse =
            |writer: &Self, found: String, instead: &str| Err(writer.places.refuse(refr.span(), found, instead));
        let Syntax::Var { span, .. } = start else {
            return refuse(self, "`with` in place of something computed".to_owned(), "replace the input or a document");
        };
        let name = span.text();
        let absolute = match self.scope.find(name) {
            Variable::None => self.absolute(name, span)?,
            _ => None,
        };
        let Some(mut path) = absolute else {
            let instead = "pass what is replaced to a function";
            return refuse(self, format!("`with` in place of `{name}`, which is no document"), instead);
        };
        for step in all {
            match step {
                Step::Field(field) => path.push(field),
                Step::Computed(_) => {
                    let found = "`with` in place of something whose path is computed".to_owned();
                    return refuse(self, found, "write its path out");
                }
            }
        }
        if path[0] == "input" {
            return Ok(Target::Input(self.numbers(&path[1..])));
        }
        let mut name = "data".to_owned();
        for (index, field) in path.iter().enumerate().skip(1) {
            name = format!("{name}.{field}");
            match self.builder.index.shape(&name) {
                Some(Shape::Function(_)) => {
                    let instead = "pass what is replaced as an argument";
                    return refuse(self, format!("`with` in place of the function `{name}`"), instead);
                }
                Some(_) if index + 1 < path.len() => {
                    return refuse(self, format!("`with` in place of a part of `{name}`"), "replace all of it");
                }
                Some(_) => return Ok(Target::Rule(self.word(refr.span(), &name)?)),
                None => {}
            }
        }
        match path.get(1).cloned() {
            Some(document) if !self.builder.index.is_package(&name) => {
                if !self.builder.is_open && !self.builder.data.iter().any(|(known, _)| *known == document) {
                    return refuse(self, format!("`{name}`, which does not exist"), "");
                }
                let number = self.builder.document(&document);
                Ok(Target::Data(number, self.numbers(&path[2..])))
            }
            _ => refuse(self, format!("`with` in place of all of `{name}`"), "replace one rule or document"),
        }
    }

    fn numbers(&mut self, path: &[String]) -> Box<[u32]> {
        path.iter().map(|name| self.builder.pool.name(name)).collect()
    }
}
