//! Nouns: Compose files as they are written, for rules about their form: order, quotes, what is declared where.
//!
//! What a file means is in the rest of the project; nothing here is interpolated, merged or expanded.

use serde::Serialize;

use super::{Address, Quote, Role};

/// A Compose file as it is written.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WrittenFile {
    /// Its address: `/compose_files/0`; marks its first line.
    pub at: Address,
    /// Relative to the repository root.
    pub path: String,
    /// For which environment it is, as its name says.
    pub role: Role,
    /// Its top-level keys in order.
    pub keys: Vec<WrittenKey>,
    /// Its services in order.
    pub services: Vec<WrittenService>,
    /// Its anchors in order.
    pub anchors: Vec<WrittenAnchor>,
    /// What it takes from other machines, by `include` and `extends`, in order.
    pub remotes: Vec<WrittenRemote>,
}

/// An attribute that names Compose files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RemoteAttribute {
    /// `include`.
    Include,
    /// `extends` of a service.
    Extends,
}

/// How a file on another machine is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RemoteKind {
    /// With git.
    Git,
    /// From a registry.
    Oci,
    /// As a file of the web.
    Http,
}

/// A Compose file on another machine that an `include` or `extends` names.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WrittenRemote {
    /// Its address; marks the name.
    pub at: Address,
    /// The attribute that names it.
    pub attribute: RemoteAttribute,
    /// The service whose `extends` it is; null for `include`.
    pub service: Option<String>,
    /// How it is fetched.
    pub kind: RemoteKind,
    /// The tag, branch, commit or digest it names, without the rest of the address; null where it names none.
    pub reference: Option<String>,
    /// The reference names one content for ever: a digest, or a whole commit id.
    pub pinned: bool,
}

/// What a text without quotes may be read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ScalarKind {
    /// `true`: a boolean.
    Boolean,
    /// `yes`, `off`: a boolean for YAML 1.1 alone.
    Word,
    /// `12:30`: a number for YAML 1.1 alone.
    Sexagesimal,
    /// A number that is not printed as it is written: `022`, `1.10`, `0x1f`, `1_000`.
    Number,
}

/// A value that readers of YAML do not agree on, because it stands without quotes where a text is meant.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WrittenScalar {
    /// Its address; marks the value.
    pub at: Address,
    /// Its key.
    pub key: String,
    /// What else it may be read as.
    pub kind: ScalarKind,
}

/// A key of a mapping.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WrittenKey {
    /// Its address; marks the key.
    pub at: Address,
    /// The key.
    pub key: String,
}

/// A service of a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WrittenService {
    /// Its address: `/compose_files/0/services/2`; marks its name.
    pub at: Address,
    /// Its name.
    pub key: String,
    /// Its attributes in order, merge keys left out.
    pub keys: Vec<WrittenKey>,
    /// `depends_on`: elements of the list or keys of the mapping.
    pub depends_on: Vec<WrittenItem>,
    /// Elements of `ports`.
    pub ports: Vec<WrittenItem>,
    /// Elements of `expose`.
    pub expose: Vec<WrittenItem>,
    /// Elements of `volumes`.
    pub volumes: Vec<WrittenItem>,
    /// Values of `environment` as a mapping that should be in quotes.
    pub environment: Vec<WrittenScalar>,
}

/// An element of a list, or a key where a mapping stands for the list.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WrittenItem {
    /// Its address.
    pub at: Address,
    /// The text of a scalar; null for a mapping.
    pub text: Option<String>,
    /// Its quotes.
    pub quote: Quote,
    /// It stands in a list between brackets, or is a key between braces.
    pub flow: bool,
}

/// An anchor.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WrittenAnchor {
    /// Its address; marks it.
    pub at: Address,
    /// Its name.
    pub name: String,
    /// The top-level key it stands below.
    pub below: Option<String>,
    /// An alias refers to it.
    pub used: bool,
}
