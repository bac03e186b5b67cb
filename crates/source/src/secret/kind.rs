//! Noun: how a value was recognised as one that may be a secret.

use serde::Serialize;

/// How the candidate was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, PartialOrd, Ord)]
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
