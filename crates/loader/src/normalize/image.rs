//! Image references: text to [`ImageRef`], by the grammar of distribution/reference and the engine's defaults. Knows no file format.

use plimsoll_model::{Address, ImageRef};

const DEFAULT_REGISTRY: &str = "docker.io";
const REPOSITORY_LENGTH: usize = 255;
const TAG_LENGTH: usize = 128;

/// Takes a reference apart. `known` says whether every variable in it had a value.
pub fn parse(text: &str, at: Address, known: bool) -> ImageRef {
    let (rest, digest) = match text.split_once('@') {
        Some((rest, digest)) => (rest, Some(digest)),
        None => (text, None),
    };
    let (registry, remainder) = split_registry(rest);
    let (path, tag) = split_tag(remainder);
    let repository = if registry == DEFAULT_REGISTRY && !path.contains('/') && !path.is_empty() {
        format!("library/{path}")
    } else {
        path.to_owned()
    };
    let valid = valid_registry(registry)
        && valid_path(&repository)
        && registry.len() + 1 + repository.len() <= REPOSITORY_LENGTH
        && tag.is_none_or(valid_tag)
        && digest.is_none_or(valid_digest)
        && !is_identifier(text);
    ImageRef {
        at,
        text: text.to_owned(),
        registry: registry.to_owned(),
        name: repository.rsplit('/').next().unwrap_or_default().to_owned(),
        official: registry == DEFAULT_REGISTRY && repository.starts_with("library/"),
        repository,
        tag: tag.map(str::to_owned),
        digest: digest.map(str::to_owned),
        known,
        valid,
    }
}

/// The first part is a registry when it looks like a host: it has a dot, a port or an upper-case letter, or is `localhost`.
fn split_registry(text: &str) -> (&str, &str) {
    match text.split_once('/') {
        Some((host, rest))
            if host.contains(['.', ':']) || host == "localhost" || host.chars().any(|c| c.is_ascii_uppercase()) =>
        {
            (if host == "index.docker.io" { DEFAULT_REGISTRY } else { host }, rest)
        }
        _ => (DEFAULT_REGISTRY, text),
    }
}

fn split_tag(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once(':') {
        Some((path, tag)) if !tag.contains('/') => (path, Some(tag)),
        _ => (text, None),
    }
}

fn valid_registry(text: &str) -> bool {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((address, after)) => {
                let hex = !address.is_empty() && address.chars().all(|c| c.is_ascii_hexdigit() || c == ':');
                return hex && (after.is_empty() || after.strip_prefix(':').is_some_and(valid_port));
            }
            None => return false,
        },
        None => match text.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        },
    };
    let component = |part: &str| {
        let inner = part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        !part.is_empty() && inner && !part.starts_with('-') && !part.ends_with('-')
    };
    host.split('.').all(component) && port.is_none_or(valid_port)
}

fn valid_port(port: &str) -> bool {
    !port.is_empty() && port.chars().all(|c| c.is_ascii_digit())
}

fn valid_path(path: &str) -> bool {
    path.split('/').all(valid_path_component)
}

/// Lower-case letters and digits, separated by `.`, `_`, `__` or any number of `-`.
fn valid_path_component(part: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let edges = part.starts_with(plain) && part.ends_with(plain);
    let separators = part.split(plain).filter(|s| !s.is_empty());
    edges && separators.into_iter().all(|s| matches!(s, "." | "_" | "__") || s.chars().all(|c| c == '-'))
}

fn valid_tag(tag: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    tag.len() <= TAG_LENGTH && tag.starts_with(word) && tag.chars().all(|c| word(c) || c == '.' || c == '-')
}

fn valid_digest(digest: &str) -> bool {
    let Some((algorithm, hex)) = digest.split_once(':') else { return false };
    let component = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic()) && part.chars().all(|c| c.is_ascii_alphanumeric())
    };
    let lower = hex.chars().all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c));
    let length = match algorithm {
        "sha256" => hex.len() == 64,
        "sha384" => hex.len() == 96,
        "sha512" => hex.len() == 128,
        _ => hex.len() >= 32,
    };
    algorithm.split(['-', '_', '+', '.']).all(component) && lower && length
}

/// 64 hexadecimal digits are an image's identifier, which the grammar refuses as a name.
fn is_identifier(text: &str) -> bool {
    text.len() == 64 && text.chars().all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHA: &str = "sha256:7173b809ca12ec5dee4506cd86be934c4596dd234ee82c0662eac04a8c2c71dc";

    /// (text, registry, repository, tag, digest?, official)
    #[test]
    fn references_are_taken_apart() {
        let rows = [
            ("nginx", "docker.io", "library/nginx", None, false, true),
            ("nginx:1.27", "docker.io", "library/nginx", Some("1.27"), false, true),
            ("grafana/grafana", "docker.io", "grafana/grafana", None, false, false),
            ("localhost/a:b", "localhost", "a", Some("b"), false, false),
            ("localhost:5000/a", "localhost:5000", "a", None, false, false),
            ("ghcr.io/o/n/m:v1.2-rc_1", "ghcr.io", "o/n/m", Some("v1.2-rc_1"), false, false),
            ("index.docker.io/nginx", "docker.io", "library/nginx", None, false, true),
            ("docker.io/library/nginx", "docker.io", "library/nginx", None, false, true),
            ("Reg/a", "Reg", "a", None, false, false),
            ("[::1]:5000/a:1", "[::1]:5000", "a", Some("1"), false, false),
            ("a__b/c---d.e_f", "docker.io", "a__b/c---d.e_f", None, false, false),
        ];
        for (text, registry, repository, tag, digest, official) in rows {
            let image = parse(text, Address::root(), true);
            assert!(image.valid, "{text} is valid");
            assert_eq!(
                (&*image.registry, &*image.repository, image.tag.as_deref(), image.digest.is_some(), image.official),
                (registry, repository, tag, digest, official),
                "{text}"
            );
        }
        let pinned = parse(&format!("nginx:1@{SHA}"), Address::root(), true);
        assert!(pinned.valid);
        assert_eq!((pinned.tag.as_deref(), pinned.digest.as_deref(), &*pinned.name), (Some("1"), Some(SHA), "nginx"));
    }

    #[test]
    fn what_the_grammar_refuses_is_invalid() {
        let identifier = &SHA[7..];
        let long = "a/".repeat(130) + "a";
        let rows = [
            "",
            "Nginx",
            "nginx:",
            "nginx:-a",
            "a//b",
            "a/",
            "/a",
            "a b",
            "a___b",
            "a..b",
            "-a",
            "a-",
            "nginx@sha256:12",
            ":5000/a",
            "a:b:c",
            "host:port/a",
            "{{ .Image }}",
            "[::1/a",
            identifier,
            &long,
        ];
        for text in rows {
            assert!(!parse(text, Address::root(), true).valid, "{text:?} is invalid");
        }
    }
}
