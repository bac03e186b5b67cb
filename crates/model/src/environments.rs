//! Noun: the environments of one application side by side. Its serialized form is the `input` of policies for environments:
//! `schemas/input_environments.json` describes it, and a test keeps them equal.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::address::below;
use super::{Address, Because, Comparison, Posture, Project, Role, SecretCandidate};

/// The environments of one application.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Environments<'a> {
    /// All of them: the empty address. Something that is found stands in one of them.
    pub at: Address,
    /// The directory that holds all of the application, relative to the repository root.
    pub directory: String,
    /// What they are for, each once, in order.
    pub roles: Vec<Role>,
    /// Those that could be loaded, by name.
    pub environments: BTreeMap<String, Environment<'a>>,
    /// Names of those that could not be loaded, sorted: nobody knows what they are made of.
    pub broken: Vec<String>,
    /// What all of them share.
    pub base: Base,
    /// What differs: each environment for production against one for staging, and where there is none, against one for tests or development. Of several
    /// the one counts whose name has most in common, then the first.
    pub comparisons: Vec<Comparison>,
    /// Values of secrets that several environments have: never the values.
    pub shared_secrets: Vec<SharedSecret<'a>>,
}

/// What all environments of an application have in common. Values of secrets are hidden in it as everywhere.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Base {
    /// Compose files that all of them are made of, in order.
    pub files: Vec<String>,
    /// Services that all of them have, whether they start or not, with the attributes whose value is the same in all; of mappings the keys with the same
    /// value. What nobody knows of one of them is not here.
    pub services: BTreeMap<String, Map<String, Value>>,
}

/// One environment of several.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Environment<'a> {
    /// Its address: `/environments/prod`.
    pub at: Address,
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// What says so.
    pub because: Option<Because>,
    /// Which protections its services have.
    pub posture: Vec<Posture>,
    /// What runs there: an ordinary project, with its addresses below `/environments/prod/project`.
    pub project: Below<'a, Project>,
}

/// A secret that several environments have.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SharedSecret<'a> {
    /// A number of the value in this input; it says nothing of it.
    pub same: usize,
    /// Where it stands, environment by environment.
    pub places: Vec<SecretInEnvironment<'a>>,
}

/// Where a secret stands that several environments have.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SecretInEnvironment<'a> {
    /// Name of the environment.
    pub environment: String,
    /// What it is for.
    pub role: Role,
    /// Everything that is known of it.
    pub candidate: Below<'a, SecretCandidate>,
}

/// Something whose addresses are written as they read from further above.
#[derive(Debug, Clone)]
pub struct Below<'a, T> {
    base: Address,
    value: &'a T,
}

impl<'a, T> Below<'a, T> {
    /// At an address.
    pub fn new(base: Address, value: &'a T) -> Self {
        Self { base, value }
    }

    /// What it is.
    pub fn value(&self) -> &'a T {
        self.value
    }
}

impl<T: Serialize> Serialize for Below<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        below(&self.base, || self.value.serialize(serializer))
    }
}

#[cfg(test)]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Below<'_, T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        T::json_schema(generator)
    }
}

impl Address {
    /// Of an environment among several.
    pub fn of_environment(name: &str) -> Self {
        Self::root().child("environments").child(name)
    }

    /// Of what runs in an environment.
    pub fn of_project_in(name: &str) -> Self {
        Self::of_environment(name).child("project")
    }

    /// The environment that an address among several lies in, and the address inside of what runs there.
    pub fn in_environment(&self) -> Option<(String, Self)> {
        let mut segments = self.segments();
        let (first, name) = (segments.next()?, segments.next()?);
        if first != "environments" {
            return None;
        }
        let inside = self.as_str().strip_prefix(Self::of_project_in(&name).as_str());
        let inside = inside.and_then(Self::parse).unwrap_or_default();
        Some((name, inside))
    }
}

#[cfg(test)]
mod tests {
    use super::{Address, Below};

    #[test]
    fn addresses_are_written_as_they_read_from_above() {
        let inside = Address::parse("/services/web").expect("an address");
        let base = Address::of_project_in("prod (a/b.yaml)");
        let written = serde_json::to_value(Below::new(base, &inside)).expect("it is JSON");
        assert_eq!(written, "/environments/prod (a~1b.yaml)/project/services/web");
        assert_eq!(serde_json::to_value(&inside).expect("it is JSON"), "/services/web", "and only there");
        let back = Address::parse(written.as_str().expect("a text")).expect("an address");
        assert_eq!(back.in_environment(), Some(("prod (a/b.yaml)".to_owned(), inside)));
        let whole = Address::of_environment("prod");
        assert_eq!(whole.in_environment(), Some(("prod".to_owned(), Address::root())));
        assert_eq!(Address::root().in_environment(), None);
    }
}
