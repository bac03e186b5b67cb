//! Compose files on other machines, as `include` and `extends` name them: how they are fetched, and whether the name means one content for ever. Pure.

use crate::normalize::compose;
use plimsoll_model::RemoteKind;

/// A remote name, taken apart. Its address stays out of it: it may hold credentials.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Remote {
    /// How it is fetched.
    pub(super) kind: RemoteKind,
    /// The tag, branch, commit or digest.
    pub(super) reference: Option<String>,
    /// It names one content for ever.
    pub(super) pinned: bool,
}

/// What a name of `include` or `extends.file` says; `None` for a local file.
pub(super) fn remote(name: &str) -> Option<Remote> {
    if !compose::is_remote(name) {
        return None;
    }
    if let Some(image) = name.strip_prefix("oci:") {
        let last = image.rsplit('/').next().unwrap_or(image);
        let digest = last.split_once('@').map(|(_, digest)| digest);
        let tag = last.split('@').next().and_then(|name| name.split_once(':')).map(|(_, tag)| tag);
        let pinned = digest.and_then(|digest| digest.strip_prefix("sha256:")).is_some_and(|hex| is_hex(hex, &[64]));
        return Some(Remote { kind: RemoteKind::Oci, reference: digest.or(tag).map(str::to_owned), pinned });
    }
    let (place, fragment) = name.split_once('#').map_or((name, None), |(place, fragment)| (place, Some(fragment)));
    let web = place.starts_with("http://") || place.starts_with("https://");
    let is_git = fragment.is_some() || !web || place.ends_with(".git");
    let reference = fragment.map(|f| f.split(':').next().unwrap_or(f)).filter(|reference| !reference.is_empty());
    let pinned = reference.is_some_and(|reference| is_hex(reference, &[40, 64]));
    Some(Remote {
        kind: if is_git { RemoteKind::Git } else { RemoteKind::Http },
        reference: reference.map(str::to_owned),
        pinned,
    })
}

fn is_hex(text: &str, lengths: &[usize]) -> bool {
    lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_is_pinned() {
        let commit = "0123456789abcdef0123456789abcdef01234567";
        let digest = "a".repeat(64);
        for (name, kind, reference, pinned) in [
            ("https://github.com/o/r.git", RemoteKind::Git, None, false),
            ("https://github.com/o/r.git#main:sub", RemoteKind::Git, Some("main"), false),
            (&format!("https://github.com/o/r.git#{commit}"), RemoteKind::Git, Some(commit), true),
            ("git@github.com:o/r.git#v1", RemoteKind::Git, Some("v1"), false),
            ("github.com/o/r", RemoteKind::Git, None, false),
            ("https://example.org/compose.yaml", RemoteKind::Http, None, false),
            ("oci://registry.example.org:5000/app:1", RemoteKind::Oci, Some("1"), false),
            ("oci://registry.example.org:5000/app", RemoteKind::Oci, None, false),
            (&format!("oci://r/app@sha256:{digest}"), RemoteKind::Oci, Some(&format!("sha256:{digest}")), true),
        ] {
            let expected = Remote { kind, reference: reference.map(str::to_owned), pinned };
            assert_eq!(remote(name), Some(expected), "{name}");
        }
        assert_eq!(remote("../compose.yaml"), None);
    }
}
