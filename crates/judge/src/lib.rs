//! What a run is asked for and what it comes to: findings and their occurrences, configuration, waivers, baselines, controls.

pub mod baseline;
pub mod compare;
pub mod config;
pub mod control;
pub mod evaluate;
pub mod finding;
pub mod settings;
pub mod sight;
pub mod waiver;
