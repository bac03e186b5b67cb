//! Policies as texts: the METADATA in their comments, what a negation in them means, and the form in which a program ships them.
//!
//! Needs nothing but the standard library, as it is used while `plimsoll-rules` is built.

pub mod annotation;
pub mod negation;

/// Policies, facts and frameworks that are part of a program.
#[derive(Debug, Clone, Copy)]
pub struct Shipped {
    /// The policies, sorted by path.
    pub policies: &'static [ShippedPolicy],
    /// Facts: path (`data/<name>.yaml`) and content as JSON.
    pub data: &'static [(&'static str, &'static str)],
    /// The rules and what they need, compiled by `plimsoll-rego`; rules that are not in it are interpreted. Nothing for none.
    pub compiled: &'static [u8],
    /// Frameworks: path (`frameworks/<name>.yaml`) and content as JSON.
    pub frameworks: &'static [(&'static str, &'static str)],
}

/// One policy that is part of a program.
#[derive(Debug, Clone, Copy)]
pub struct ShippedPolicy {
    /// Below `policies/`.
    pub path: &'static str,
    /// Its Rego without METADATA, every negation as [`negation::settled`] writes it.
    pub text: &'static str,
    /// Its METADATA as JSON.
    pub metadata: Option<&'static str>,
    /// Files of an example that it finds nothing in: path and text.
    pub good: &'static [(&'static str, &'static str)],
    /// Files of an example that it finds something in: path and text.
    pub bad: &'static [(&'static str, &'static str)],
}
