//! Addresses of files: encoded paths below the repository's root, and links to where the repository is hosted.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::Repository;
use plimsoll_source::Location;

/// What a path keeps as it is; `:` would make the first segment a scheme.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/')
    .remove(b'@')
    .remove(b'+')
    .remove(b'=');

/// A percent-encoded path below the repository's root.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RepoPath(String);

impl RepoPath {
    /// `None` for a path that is empty or leads out of the repository.
    pub(super) fn new(path: &str) -> Option<Self> {
        let clean = |segment: &str| !matches!(segment, "" | "." | "..") && !segment.contains('\0');
        path.split('/').all(clean).then(|| Self(utf8_percent_encode(path, ENCODED).to_string()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }
}

/// `git@host:path` as `https://host/path`; anything that is no address is left out.
pub(super) fn web_address(remote: &str) -> Option<String> {
    let uri = match remote.split_once("://") {
        Some((scheme, _)) if scheme.chars().all(|c| c.is_ascii_alphanumeric() || c == '+') => remote.to_owned(),
        Some(_) => return None,
        None => {
            let (host, path) = remote.split_once(':')?;
            let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
            format!("https://{host}/{}", path.trim_start_matches('/'))
        }
    };
    let is_safe = |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`');
    uri.chars().all(is_safe).then_some(uri)
}

/// A link to a line of a file at the commit that was judged, for hosts whose form of it is known.
pub(super) fn source_link(repository: &Repository, place: &Location) -> Option<String> {
    let base = web_address(repository.remote.as_deref()?)?;
    let base = base.strip_prefix("https://")?.trim_end_matches(".git");
    let host = base.split('/').next()?;
    let blob = match host {
        _ if host.contains("github") => "blob",
        _ if host.contains("gitlab") => "-/blob",
        _ => return None,
    };
    let (path, commit) = (RepoPath::new(&place.path)?, repository.commit.as_ref()?);
    Some(format!("https://{base}/{blob}/{commit}/{}#L{}", path.as_str(), place.start.line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_encoded_or_refused() {
        let path = |text| RepoPath::new(text).map(|path| path.0);
        assert_eq!(path("web app/Dockerfile").as_deref(), Some("web%20app/Dockerfile"));
        assert_eq!(path("a:b/ü#[x].yaml").as_deref(), Some("a%3Ab/%C3%BC%23%5Bx%5D.yaml"));
        for bad in ["", ".", "../x", "/etc/passwd", "a//b", "a/./b"] {
            assert_eq!(path(bad), None, "{bad}");
        }
    }

    #[test]
    fn remotes_become_addresses() {
        let table = [
            ("git@github.com:acme/shop.git", Some("https://github.com/acme/shop.git")),
            ("https://github.com/acme/shop", Some("https://github.com/acme/shop")),
            ("ssh://git@host:22/x", Some("ssh://git@host:22/x")),
            ("/srv/git/shop.git", None),
            ("https://h/a b", None),
        ];
        for (remote, expected) in table {
            assert_eq!(web_address(remote).as_deref(), expected, "{remote}");
        }
    }
}
