//! `plimsoll explain RULE|CODE`: the page of a rule, or of a code of problems and gaps.

use std::io::{self, Write};

use super::output;
use plimsoll_policy as policy;
use plimsoll_source::problem::codes;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A rule's id (`compose/service-privileged`), the last part of it, another tool's id for the same (`trivy:DS-0002`, `DL3002`), or the code of a
    /// problem or gap (`env-file-missing`)
    #[arg(value_name = "RULE|CODE")]
    rule: String,
    /// Add the policies of a directory to those that the configuration names
    #[arg(long, value_name = "[replaces:]DIR")]
    policy: Vec<super::policies::Named>,
}

pub(crate) fn run(args: &Args) -> io::Result<super::Exit> {
    if let Some(code) = codes::find(&args.rule) {
        let mut out = output::shown();
        out.write_all(code.page().as_bytes())?;
        out.flush()?;
        return Ok(0);
    }
    let Some(set) = super::policies::set_here(&args.policy, false)? else { return Ok(2) };
    let found = set.find(&args.rule);
    if found.is_empty() {
        super::complain(&format!("no rule and no code is called `{}`", args.rule))?;
        let help = match set.nearest(&args.rule) {
            Some(nearest) => format!("  help: did you mean `{nearest}`?"),
            None => {
                "  help: `plimsoll rules` lists them, and docs/problems.md the codes of problems and gaps".to_owned()
            }
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
