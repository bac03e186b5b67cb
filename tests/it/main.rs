//! All integration tests, in one binary.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops where things are not as they should be, and says what it skips"
)]

mod absorbs;
mod allowed_secrets;
mod architecture;
mod auditors;
mod borders;
mod budget;
mod cage;
mod catalogue;
mod checkouts;
mod circles;
mod clones;
mod codes;
mod compose_schema;
mod contract;
mod control_inputs;
mod controls;
mod counting;
mod dashboard;
mod diff;
mod dockerfile;
mod docs;
mod engines;
mod environments;
mod evidence;
mod findings;
mod floors;
mod forgery;
mod frameworks;
mod fuzz;
mod gaps;
mod hiding;
mod hostile;
mod injection;
mod layers;
mod leaks;
mod limits;
mod loading;
mod masks;
mod messages;
mod outsized;
mod parse;
mod pipes;
mod plain_start;
mod reports;
mod revisions;
mod rule_cases;
mod rule_examples;
mod rule_force;
mod rules;
mod scaling;
mod scope;
mod secrets;
mod shared;
mod snapshots;
mod sources;
mod system_calls;
mod tamper;
mod trust;
mod waiver_places;
mod waivers;
mod ways;
mod why;
