//! The remote of a repository as it may be shown: `scheme://host[:port]/path`, or `host:path` as ssh writes it. Users, passwords, tokens, queries and fragments
//! are nobody's business.

/// A remote without anything that may be a secret; `None` for what names no host, as a directory of the machine, and for what cannot be told apart.
pub fn shown(url: &str) -> Option<String> {
    let url = url.split(['?', '#']).next().unwrap_or_default().trim();
    match url.split_once("://") {
        Some((scheme, rest)) => {
            let is_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
            let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
            let (host, path) = place(authority, path)?;
            let (name, port) = host.rsplit_once(':').unwrap_or((host, ""));
            let is_host = is_name(name) && port.chars().all(|c| c.is_ascii_digit());
            (!scheme.is_empty() && scheme.chars().all(is_scheme) && is_host)
                .then(|| format!("{scheme}://{host}/{path}"))
        }
        None => {
            let (authority, path) = url.split_once(':').filter(|(host, _)| !host.contains('/'))?;
            // A password has its colon before the host.
            let after = url.rsplit_once('@').map(|(_, after)| after).filter(|after| after.contains(':'));
            let (host, path) = match after.and_then(|after| after.split_once(':')) {
                Some(parts) => parts,
                None => place(authority, path)?,
            };
            is_name(host).then(|| format!("{host}:{path}"))
        }
    }
}

/// The host and the path, of what stands on both sides of the first slash. A password may hold a slash, so an `@` within a part of the path ends the user;
/// where nothing else looks like one, nobody can tell.
fn place<'a>(authority: &'a str, path: &'a str) -> Option<(&'a str, &'a str)> {
    let is_within = |at: usize| at > 0 && !path[..at].ends_with('/');
    let within = path.rmatch_indices('@').map(|(at, _)| at).find(|at| is_within(*at));
    let is_odd = has_odd_port(authority);
    let end = within.or_else(|| path.rfind('@').filter(|_| is_odd));
    match end {
        Some(_) if !is_odd && !authority.contains('@') => None,
        Some(at) => {
            let rest = &path[at + 1..];
            Some(rest.split_once('/').unwrap_or((rest, "")))
        }
        None => Some((authority.rsplit_once('@').map_or(authority, |(_, host)| host), path)),
    }
}

fn has_odd_port(authority: &str) -> bool {
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    host.split_once(':').is_some_and(|(_, port)| !port.chars().all(|c| c.is_ascii_digit()))
}

fn is_name(host: &str) -> bool {
    !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '[' | ']'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_where_a_repository_lies_is_shown() {
        let secret = "kelmoran";
        let table = [
            ("https://g.example/a/b.git", Some("https://g.example/a/b.git")),
            ("https://u:SECRET@g.example/a/b.git?access_token=SECRET", Some("https://g.example/a/b.git")),
            ("https://SECRET@g.example:8443/a/b.git#token=SECRET", Some("https://g.example:8443/a/b.git")),
            ("https://u:p@ss/SECRET@g.example/a/b.git", Some("https://g.example/a/b.git")),
            ("https://SEC/RET/SECRET@g.example/a", None),
            ("https://u:SECRET/x@g.example/@scope/b", Some("https://g.example/@scope/b")),
            ("https://u:SECRET/@g.example/b", Some("https://g.example/b")),
            ("https://git@g.example/@scope/b", Some("https://g.example/@scope/b")),
            ("https://g.example/@scope/b", Some("https://g.example/@scope/b")),
            ("SECRET@g.example:a/b.git", Some("g.example:a/b.git")),
            ("u:SECRET@g.example:a/b.git", Some("g.example:a/b.git")),
            ("git@g.example:a/b.git", Some("g.example:a/b.git")),
            ("ssh://git@g.example:22/a", Some("ssh://g.example:22/a")),
            ("/home/u:SECRET@h/b", None),
            ("file:///srv/SECRET", None),
            ("../b", None),
            ("https://g example/SECRET", None),
        ];
        for (url, expected) in table {
            let found = shown(&url.replace("SECRET", secret));
            assert_eq!(found.as_deref(), expected, "{url}");
        }
    }
}
