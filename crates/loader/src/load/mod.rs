//! Step 2 of 5: texts → documents. Parses purely; never fails: what cannot be understood becomes a [`Problem`](plimsoll_source::problem::Problem).

pub mod comments;
pub mod dockerfile;
pub mod env;
pub mod policies;
pub mod yaml;
mod yaml_lines;
