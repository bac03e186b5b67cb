//! `check --since REV`: the files of a revision are judged too, from git's objects and under their own configuration, so that it can be told what a
//! change brings. What comes of it is what a report of then would be as a baseline.

use std::io;
use std::sync::Arc;

use plimsoll_check::Settlement;
use plimsoll_judge::baseline::Baseline;
use plimsoll_judge::evaluate::Memory;
use plimsoll_policy::Severity;
use plimsoll_report::{self as report, Format, Options, Report, diff};
use plimsoll_source::problem::Problem;
use plimsoll_source::{Shown, Sources, timings};

use super::inputs::{Inputs, is_stdin};
use super::judge::{self, Evaluated};
use super::judging::{Before, Judging, VerbOptions};
use super::repository::Revisions;
use super::scene::{self, Instead};

/// Judges the files of the commit where HEAD left a revision. `None` where nothing is there to judge by; stderr then says why.
pub(super) fn judged(
    name: &str,
    inputs: &Inputs,
    judging: &Judging,
    min_severity: Option<Severity>,
) -> io::Result<Result<Option<Before>, Problem>> {
    judge::take_threads(judging)?;
    let _step = timings::step("since");
    if inputs.files.iter().any(|path| is_stdin(path)) {
        let message = "what comes from standard input is in no revision, so `--since` tells nothing of it";
        return Ok(Err(Problem::error("revision-unknown", message).help("name the file")));
    }
    let (root, met) = scene::root(inputs)?;
    let reading = timings::step("revision");
    let found = Revisions::of(&root).and_then(|revisions| {
        let (asked, head) = (revisions.revision(name)?, revisions.revision("HEAD")?);
        let base = revisions.merge_base(&asked, &head)?.called(name);
        let (files, faults) = revisions.files(&base, &root)?;
        Ok((revisions, base, files, faults))
    });
    let (revisions, base, files, faults) = match found {
        Ok(found) => found,
        // Why a repository does not count says more than that there is none.
        Err(problem) => {
            return Ok(Err(met.into_iter().find(|met| met.code == "repository-foreign").unwrap_or(problem)));
        }
    };
    drop(reading);
    let policies = judging.policy.iter().map(|named| named.path.clone()).collect::<Vec<_>>();
    let then = |error: io::Error| io::Error::new(error.kind(), format!("in `{name}`: {error}"));
    let scene = scene::set_on(inputs, &policies, Some(Instead { files, sources: Sources::default() })).map_err(then)?;
    let options = VerbOptions { leaves_out: true, min_severity, ..VerbOptions::default() };
    let memory = Arc::new(Memory::default());
    let Some(mut evaluated) = Evaluated::of(scene, inputs, judging, &options, None).map_err(then)? else {
        return Ok(Ok(None));
    };
    evaluated.scene.scope.memory = Some(Arc::clone(&memory));
    // What is waived then is known all the same.
    let settlement = Settlement { as_of: judge::as_of(judging), ..Settlement::default() };
    let Some(report) = evaluated.report(&options, settlement)? else { return Ok(Ok(None)) };
    if let Some(fault) = faults.first() {
        return Ok(Err(revisions.told(name, &fault)));
    }
    let baseline = match as_baseline(&report)? {
        Ok(baseline) => baseline,
        Err(problem) => return Ok(Err(problem)),
    };
    memory.close();
    let revision = diff::Revision { given: name.to_owned(), commit: Some(base.id().to_owned()) };
    Ok(Ok(Some(Before::new(baseline, memory, revision, &report))))
}

/// What a report is as a baseline: written and read as one of a file, so that both tell the same.
fn as_baseline(report: &Shown<Report>) -> io::Result<Result<Baseline, Problem>> {
    let _step = timings::step("baseline");
    let mut bytes = Vec::new();
    report::write(report, Format::Json, &Options::default(), &mut bytes)?;
    let text = String::from_utf8(bytes).map_err(io::Error::other)?;
    let sources = Sources::passing();
    let file = sources.add("the revision", text);
    Ok(Baseline::parse(&sources, file).map_err(|problem| Problem { span: None, ..problem }))
}
