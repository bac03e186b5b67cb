//! Which engine answers, as it is asked for.

use clap::ValueEnum;
use plimsoll_policy as policy;

/// The engines, by the names that they have on the command line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    /// What can be compiled is answered compiled; the rest by regorus
    #[default]
    Compiled,
    /// regorus answers everything: an independent second opinion
    Regorus,
}

impl Engine {
    /// As it is told.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Compiled => "the compiled engine",
            Self::Regorus => "regorus",
        }
    }
}

impl From<Engine> for policy::Engine {
    fn from(engine: Engine) -> Self {
        match engine {
            Engine::Compiled => Self::Compiled,
            Engine::Regorus => Self::Regorus,
        }
    }
}
