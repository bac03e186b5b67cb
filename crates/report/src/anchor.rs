//! Which file of the repository a problem stands at when no place in a text is known: platforms show nothing that stands nowhere, and what they do not
//! show they take for mended.

use super::view::View;
use plimsoll_source::problem::Problem;

/// The file that a problem is told of, for one without a place in a text: the one it names, else (a policy failed) the first that was judged.
pub(super) fn anchor(view: &View<'_>, problem: &Problem) -> Option<String> {
    let of_policy = |path: &&String| view.report.rules.iter().any(|rule| rule.path == **path);
    let named = problem.path.as_ref().filter(|path| !of_policy(path));
    named.or(view.report.files.first()).cloned()
}
