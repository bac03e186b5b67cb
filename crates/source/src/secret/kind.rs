//! Nouns: how a value was recognised as one that may be a secret, and what was seen of it.

use serde::{Deserialize, Serialize};

/// How the candidate was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, PartialOrd, Ord)]
#[serde(rename_all = "kebab-case")]
pub enum SecretKind {
    /// A documented token format of a provider.
    Token,
    /// A PEM private key.
    PrivateKey,
    /// A password in a URL or connection string.
    UrlPassword,
    /// An `Authorization` header or `curl -u`.
    AuthHeader,
    /// A password option or assignment in a command line.
    CommandLine,
    /// A key that is named like a secret.
    Named,
    /// A well-known default or weak password, or one equal to the user, service, image or database name.
    Weak,
    /// A secret-like name with a value of high entropy.
    Entropy,
}

/// How sure it is that a value is a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SecretConfidence {
    /// Nothing speaks against it.
    High,
    /// It is weak, or only its looks and its key's name say so.
    Medium,
    /// It stands in for a secret, or only names one.
    Low,
}

/// Why a value is taken for one that stands in for a secret still to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Placeholder {
    /// `<password>`.
    AngleBrackets,
    /// `{{ password }}`, `__PASSWORD__`, or a URL that says of itself that nothing is there.
    Template,
    /// `xxxxxxxx`, `****`.
    CrossedOut,
    /// It asks to be changed: `changeme`.
    Changeme,
    /// It asks for another value: `your-password-here`.
    AsksToBeReplaced,
    /// It calls itself an example, a sample or a dummy.
    Example,
    /// One short piece over and over.
    Repeated,
    /// The name of a variable: `DB_PASSWORD`.
    VariableName,
    /// The path of a file.
    Path,
}

/// Why a password is weak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weakness {
    /// On every list of passwords.
    Common,
    /// Characters that follow one another, or one alone.
    Sequence,
    /// Fewer than eight characters.
    Short,
    /// The name of a user nearby.
    UserName,
    /// The name of a database nearby.
    DatabaseName,
    /// The name of the service.
    ServiceName,
    /// The name of its image.
    ImageName,
    /// As [`Placeholder::AngleBrackets`].
    AngleBrackets,
    /// As [`Placeholder::Template`].
    Template,
    /// As [`Placeholder::CrossedOut`].
    CrossedOut,
    /// As [`Placeholder::Changeme`].
    Changeme,
    /// As [`Placeholder::AsksToBeReplaced`].
    AsksToBeReplaced,
    /// As [`Placeholder::Example`].
    Example,
    /// As [`Placeholder::Repeated`].
    Repeated,
    /// As [`Placeholder::VariableName`].
    VariableName,
    /// As [`Placeholder::Path`].
    Path,
}

impl From<Placeholder> for Weakness {
    fn from(placeholder: Placeholder) -> Self {
        match placeholder {
            Placeholder::AngleBrackets => Self::AngleBrackets,
            Placeholder::Template => Self::Template,
            Placeholder::CrossedOut => Self::CrossedOut,
            Placeholder::Changeme => Self::Changeme,
            Placeholder::AsksToBeReplaced => Self::AsksToBeReplaced,
            Placeholder::Example => Self::Example,
            Placeholder::Repeated => Self::Repeated,
            Placeholder::VariableName => Self::VariableName,
            Placeholder::Path => Self::Path,
        }
    }
}

/// What a value is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Charset {
    /// Hexadecimal digits, at least eight.
    Hex,
    /// Of base64, at least sixteen characters.
    Base64,
    /// ASCII letters and digits.
    Alphanumeric,
    /// ASCII digits.
    Digits,
    /// Anything else.
    Mixed,
}
