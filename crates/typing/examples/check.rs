//! Types policies against a schema: `cargo run -p plimsoll-typing --example check -- SCHEMA FILE…`; of files after `--with` only the words are used.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it is what it does")]

use std::error::Error;
use std::{env, fs};

use plimsoll_typing::{Answers, Contract, Policy, check};
use regorus::Source;
use regorus::unstable::Parser;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let schema = arguments.next().ok_or("a schema is missing")?;
    let contract = Contract::new(&serde_json::from_str(&fs::read_to_string(schema)?)?)?;
    let mut judged = true;
    let mut parsed = Vec::new();
    for path in arguments {
        if path == "--with" {
            judged = false;
            continue;
        }
        let source = Source::from_contents(path.clone(), fs::read_to_string(&path)?)?;
        let mut parser = Parser::new(&source)?;
        parser.enable_rego_v1()?;
        parsed.push((path, parser.parse()?, judged));
    }
    let policies: Vec<Policy<'_>> =
        parsed.iter().map(|(path, module, judged)| Policy { path, module, judged: *judged }).collect();
    let start = std::time::Instant::now();
    let found = check(&contract, &policies, &[Answers { rule: "deny", member: "at" }])?;
    for complaint in &found {
        let help = complaint.help.as_deref().unwrap_or("");
        println!("{}:{}:{}: {} ({help})", complaint.path, complaint.line, complaint.column, complaint.message);
    }
    eprintln!("{} complaints about {} policies in {:?}", found.len(), policies.len(), start.elapsed());
    Ok(())
}
