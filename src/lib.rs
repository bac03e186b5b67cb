//! plimsoll: are these containers fit to ship, and can we prove it?

pub use plimsoll_check as check;
pub use plimsoll_evidence as evidence;
pub use plimsoll_judge as judge;
pub use plimsoll_loader as loader;
pub use plimsoll_model as model;
pub use plimsoll_policy as policy;
pub use plimsoll_report as report;
pub use plimsoll_rules as rules;
pub use plimsoll_source as source;
