//! Directories of a project, root-relative: of a file, and the way from one to another.

/// The directory part of a path.
pub(super) fn of(path: &str) -> &str {
    match path.rfind('/') {
        Some(0) => "/",
        Some(cut) => &path[..cut],
        None => ".",
    }
}

/// The way from one directory below the root to another; none where one of them lies outside.
pub(super) fn between(from: &str, to: &str) -> Option<String> {
    let parts = |path: &str| -> Option<Vec<String>> {
        let is_inside = !path.starts_with("..") && !path.starts_with('/');
        is_inside.then(|| path.split('/').filter(|part| !matches!(*part, "" | ".")).map(str::to_owned).collect())
    };
    let (from, to) = (parts(from)?, parts(to)?);
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", from.len() - common);
    let way: Vec<&str> = std::iter::once(".").chain(up).chain(to[common..].iter().map(String::as_str)).collect();
    Some(way.join("/"))
}

#[cfg(test)]
mod tests {
    use super::between;

    #[test]
    fn ways_between_directories() {
        for (from, to, way) in [
            (".", ".", "."),
            ("a", "a", "."),
            (".", "a/b", "./a/b"),
            ("a/b", ".", "./../.."),
            ("a/b", "a/c", "./../c"),
            ("a", "ab", "./../ab"),
        ] {
            assert_eq!(between(from, to).as_deref(), Some(way), "{from} {to}");
        }
        assert_eq!(between("..", "a"), None);
        assert_eq!(between("a", "/x"), None);
    }
}
