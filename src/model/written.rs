//! Nouns: Compose files as they are written, for rules about their form: order, quotes, what is declared where.
//!
//! What a file means is in the rest of the project; nothing here is interpolated, merged or expanded.

use serde::Serialize;

use super::Address;

/// A Compose file as it is written.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WrittenFile {
    /// Its address: `/compose_files/0`; marks its first line.
    pub at: Address,
    /// Relative to the repository root.
    pub path: String,
    /// Its top-level keys in order.
    pub keys: Vec<WrittenKey>,
    /// Its services in order.
    pub services: Vec<WrittenService>,
    /// Its anchors in order.
    pub anchors: Vec<WrittenAnchor>,
}

/// A key of a mapping.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WrittenKey {
    /// Its address; marks the key.
    pub at: Address,
    /// The key.
    pub key: String,
}

/// A service of a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
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
    /// Elements of `volumes`.
    pub volumes: Vec<WrittenItem>,
}

/// An element of a list, or a key where a mapping stands for the list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WrittenItem {
    /// Its address.
    pub at: Address,
    /// The text of a scalar; null for a mapping.
    pub text: Option<String>,
    /// `'`, `"`, or empty.
    pub quote: &'static str,
}

/// An anchor.
#[derive(Debug, Clone, PartialEq, Serialize)]
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
