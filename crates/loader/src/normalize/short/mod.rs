//! Step 3, short forms: a word of a Compose file → the value it stands for. Pure functions from text to typed values, one file per kind.
//!
//! They accept and reject what the reference (compose-go and the Docker libraries beneath it) does, with messages that say the same.
//! Know nothing of documents, places or the model: whoever calls them knows where the text stands.

pub mod command;
pub mod device;
pub mod duration;
pub mod host;
pub mod name;
pub mod number;
pub mod pair;
pub mod port;
pub mod size;
pub mod volume;

/// What is wrong with a text, as a sentence without a capital and a full stop.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Invalid(pub String);

impl Invalid {
    fn new<T>(message: impl Into<String>) -> Result<T, Self> {
        Err(Self(message.into()))
    }
}
