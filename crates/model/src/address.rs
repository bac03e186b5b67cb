//! Noun: where something stands in a [`Project`](super::Project): a JSON pointer (RFC 6901) into its serialized form.

use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

use plimsoll_source::{Sources, Veil};

/// A JSON pointer into a project, e.g. `/services/web/ports/0`; empty for the project itself. Clones share the text.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(extend("format" = "json-pointer", "pattern" = "^(/.*)?$")))]
#[serde(transparent)]
pub struct Address(Arc<str>);

thread_local! {
    /// What addresses are written below. A project is serialized by what is derived for its parts, which know nothing of what stands around it.
    static BASE: RefCell<Option<Address>> = const { RefCell::new(None) };
}

/// Takes back what was set, also where writing ends in a panic.
struct Restored(Option<Address>);

impl Drop for Restored {
    fn drop(&mut self) {
        BASE.set(self.0.take());
    }
}

/// Writes addresses as they read from further above, while something is serialized on this thread.
pub(crate) fn below<T>(base: &Address, write: impl FnOnce() -> T) -> T {
    let _restored = Restored(BASE.replace(Some(base.clone())));
    write()
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match BASE.with_borrow(Clone::clone) {
            None => serializer.serialize_str(&self.0),
            Some(base) => serializer.collect_str(&format_args!("{}{}", base.0, self.0)),
        }
    }
}

impl Address {
    /// The project itself.
    pub fn root() -> Self {
        Self::default()
    }

    /// From the text of a pointer; `None` unless it is empty or starts with `/`.
    pub fn parse(text: &str) -> Option<Self> {
        (text.is_empty() || text.starts_with('/')).then(|| Self(text.into()))
    }

    /// The address of a key or index below this one (`~` and `/` are escaped).
    #[must_use]
    pub fn child(&self, segment: impl fmt::Display) -> Self {
        let segment = segment.to_string();
        let escaped =
            if segment.contains(['~', '/']) { segment.replace('~', "~0").replace('/', "~1") } else { segment };
        Self(format!("{}/{escaped}", self.0).into())
    }

    /// The address above; `None` for the project itself.
    pub fn parent(&self) -> Option<Self> {
        self.0.rfind('/').map(|cut| Self(self.0[..cut].into()))
    }

    /// Whether `other` is this address or lies below it.
    pub fn contains(&self, other: &Self) -> bool {
        other.0.strip_prefix(self.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The service, stage, build, resource or env file that it lies in; the project where it lies in none.
    #[must_use]
    pub fn owner(&self) -> Self {
        let ends: Vec<usize> = self.0.match_indices('/').map(|(at, _)| at).skip(1).chain([self.0.len()]).collect();
        let upto = |segments: usize| ends.get(segments - 1).and_then(|end| Self::parse(self.0.get(..*end)?));
        let mut segments = self.0.split('/').skip(1);
        let found = match (segments.next(), segments.nth(1)) {
            (Some("builds"), Some("stages")) => upto(4).or_else(|| upto(2)),
            (Some("services" | "networks" | "volumes" | "secrets" | "configs" | "builds" | "env_files"), _) => upto(2),
            _ => None,
        };
        found.unwrap_or_default()
    }

    /// The unescaped segments.
    pub fn segments(&self) -> impl Iterator<Item = String> + '_ {
        self.0.split('/').skip(1).map(|s| s.replace("~1", "/").replace("~0", "~"))
    }

    /// The pointer's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Veil for Address {
    fn veil(&mut self, sources: &Sources) {
        self.0.veil(sources);
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn an_address_lies_in_one_subject() {
        let table = [
            ("", ""),
            ("/name", ""),
            ("/services", ""),
            ("/services/web", "/services/web"),
            ("/services/a~1b/ports/0", "/services/a~1b"),
            ("/builds/web~1Dockerfile/args", "/builds/web~1Dockerfile"),
            ("/builds/x/stages", "/builds/x"),
            ("/builds/x/stages/1/instructions/2", "/builds/x/stages/1"),
            ("/env_files/0/entries/3", "/env_files/0"),
        ];
        for (at, owner) in table {
            assert_eq!(Address::parse(at).map(|at| at.owner()), Address::parse(owner), "{at}");
        }
    }
}
