//! `plimsoll explain RULE`: one rule's page.

use std::io::{self, Write};

use super::output;
use plimsoll_policy as policy;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A rule's id (`compose/service-privileged`), the last part of it, or another tool's id for the same (`trivy:DS-0002`, `DL3002`)
    rule: String,
    /// Add the policies of a directory to those that the configuration names
    #[arg(long, value_name = "[replaces:]DIR")]
    policy: Vec<super::policies::Named>,
}

pub(crate) fn run(args: &Args) -> io::Result<super::Exit> {
    let Some(set) = super::policies::set_here(&args.policy, false)? else { return Ok(2) };
    let found = set.find(&args.rule);
    if found.is_empty() {
        super::complain(&format!("no rule is called `{}`", args.rule))?;
        let help = match set.nearest(&args.rule) {
            Some(nearest) => format!("  help: did you mean `{nearest}`?"),
            None => "  help: `plimsoll rules` lists them".to_owned(),
        };
        super::complain(&help)?;
        return Ok(2);
    }
    let pages: Vec<String> = found.iter().map(|rule| policy::page(rule, set.frameworks())).collect();
    let mut out = output::shown();
    out.write_all(pages.join("\n").as_bytes())?;
    out.flush()?;
    Ok(0)
}
