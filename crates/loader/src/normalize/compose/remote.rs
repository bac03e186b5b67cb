//! Noun: names of what lies on other machines: which are, and what of them may be shown.

/// Whether a Compose file of this name would be fetched.
pub(crate) fn is_remote(path: &str) -> bool {
    path.contains("://") || ["oci:", "git@", "github.com/"].iter().any(|prefix| path.starts_with(prefix))
}

/// Whether a build context of this name would be fetched, or is what another service builds: it is no directory then.
pub(crate) fn is_remote_context(context: &str) -> bool {
    context.contains("://") || ["service:", "git@", "github.com/"].iter().any(|prefix| context.starts_with(prefix))
}

/// A remote name as messages show it: without the user, password or query that may let somebody in.
pub(crate) fn shown(remote: &str) -> String {
    let cut = remote.find('?').unwrap_or(remote.len());
    let (remote, query) = (&remote[..cut], if cut < remote.len() { "?***" } else { "" });
    let Some((scheme, rest)) = remote.split_once("://") else { return format!("{remote}{query}") };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    match host.rsplit_once('@') {
        Some((_, host)) => format!("{scheme}://***@{host}{path}{query}"),
        None => format!("{remote}{query}"),
    }
}
