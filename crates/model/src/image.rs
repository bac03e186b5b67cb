//! Noun: an image reference, taken apart.

use serde::Serialize;

use super::Address;

/// An image reference as the engine reads it (distribution/reference grammar).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ImageRef {
    /// Where the reference is written.
    pub at: Address,
    /// The reference after interpolation, as written.
    pub text: String,
    /// Registry host, `docker.io` when none is written.
    pub registry: String,
    /// Repository without registry, with `library/` for official images: `library/nginx`, `grafana/grafana`.
    pub repository: String,
    /// Last part of the repository: `nginx`, `grafana`.
    pub name: String,
    /// Tag as written; null where none is written.
    pub tag: Option<String>,
    /// `sha256:…` where pinned by digest.
    pub digest: Option<String>,
    /// A Docker official image (`docker.io/library/…`).
    pub official: bool,
    /// False where part of it depends on a variable that nothing sets: `tag` and the rest are then only what Docker would take.
    pub known: bool,
    /// False where the text is no valid reference.
    pub valid: bool,
}
