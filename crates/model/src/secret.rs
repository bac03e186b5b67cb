//! Noun: a value that may be a secret: everything a policy needs to decide about it, except the value.

use serde::Serialize;

use super::Address;

pub use plimsoll_source::secret::{Charset, Placeholder, SecretConfidence, SecretKind, Weakness};

/// How the value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SecretClass {
    /// Written out.
    Literal,
    /// Written out as the default of a variable: `${X:-hunter2}`.
    DefaultLiteral,
    /// Part literal, part variable.
    Mixed,
    /// Only a variable, a file name or another reference: nothing is given away.
    Reference,
    /// Nothing is written (`KEY=`, `ARG TOKEN`): the name says a secret comes in this way.
    Absent,
}

/// Where the value lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SecretPlace {
    /// `environment:` of a service.
    Environment,
    /// A line of an env file (see `env_file.ignored` through `file`).
    EnvFile,
    /// `ENV` of an image.
    ImageEnv,
    /// `ARG` of a Dockerfile.
    BuildArg,
    /// `build.args` of a service.
    ComposeBuildArg,
    /// A label of a service, build or image.
    Label,
    /// `command`, `entrypoint`, hooks of a service.
    Command,
    /// A healthcheck, of a service or an image.
    Healthcheck,
    /// A RUN, CMD or ENTRYPOINT instruction, or a heredoc.
    Instruction,
    /// `content:` or `environment:` of a config or secret, driver options, and any other value of a Compose file.
    Other,
}

/// A value that may be a secret.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SecretCandidate {
    /// The address of the value it was found in; the mark is the narrowest token (own origin at `/secret_candidates/N`).
    pub at: Address,
    /// The address of the attribute, assignment or instruction that holds it, e.g. `/services/db/environment/PASSWORD`.
    pub holder: Address,
    /// The subject it belongs to: a service, stage, env file, config, … by address.
    pub subject: Address,
    /// How it was recognised; one candidate per value, the strongest kind.
    #[cfg_attr(test, schemars(with = "crate::tests::words::Words<SecretKind>"))]
    pub kind: SecretKind,
    /// How sure it is.
    #[cfg_attr(test, schemars(with = "crate::tests::words::Words<SecretConfidence>"))]
    pub confidence: SecretConfidence,
    /// How it is written.
    pub class: SecretClass,
    /// Where it lives.
    pub place: SecretPlace,
    /// The key it stands under, where it has one.
    pub key: Option<String>,
    /// Whether the key is named like a secret.
    pub named: bool,
    /// Why it is taken for a placeholder; null when it looks real.
    #[cfg_attr(test, schemars(with = "Option<crate::tests::words::Words<Placeholder>>"))]
    pub placeholder: Option<Placeholder>,
    /// Why it is weak: well known, or equal to a name nearby, or a placeholder; null when not weak.
    #[cfg_attr(test, schemars(with = "Option<crate::tests::words::Words<Weakness>>"))]
    pub weak: Option<Weakness>,
    /// Who issues such tokens, by the name in the table of their formats (`github`, `aws`, …).
    pub provider: Option<&'static str>,
    /// Length in characters.
    pub length: usize,
    /// What it is made of.
    #[cfg_attr(test, schemars(with = "crate::tests::words::Words<Charset>"))]
    pub charset: Charset,
    /// Provider prefix and length at most, e.g. `ghp_… (40 characters)`.
    pub redacted: String,
    /// A number shared by candidates of this project with the same value, and by no others; says nothing of the value.
    pub group: usize,
    /// The file it is written in, repository-relative.
    pub file: String,
    /// Whether that file is git-ignored (null: not known).
    pub ignored: Option<bool>,
    /// Equal for equal values of one run; never written.
    #[serde(skip)]
    pub same: Sameness,
}

pub use plimsoll_source::secret::Sameness;
