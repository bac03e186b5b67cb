//! Named contexts of a build: what a name stands for in FROM, `COPY --from` and mounts, before any stage or image of that name.

use std::collections::BTreeMap;

use plimsoll_model::StageEffect;

/// What a name stands for.
#[derive(Debug, Clone)]
pub enum Named {
    /// An image of a registry.
    Image(String),
    /// What another build of the project makes.
    Built(Box<StageEffect>),
    /// A directory, an archive, or what is made elsewhere.
    Elsewhere,
}

/// What a word of a Dockerfile stands for, where it is a name that the build is given. As the builder does, names of images are told apart by what
/// they mean: `alpine`, `alpine:latest` and `docker.io/library/alpine` are one.
pub(super) fn find<'a>(contexts: &'a BTreeMap<String, Named>, word: &str) -> Option<&'a Named> {
    if contexts.is_empty() {
        return None;
    }
    let plain = short(word);
    contexts.iter().find(|(name, _)| short(name) == plain).map(|(_, named)| named)
}

fn short(name: &str) -> String {
    let lower = name.to_lowercase();
    let rest = ["docker.io/library/", "index.docker.io/library/", "docker.io/"]
        .iter()
        .find_map(|home| lower.strip_prefix(home));
    let rest = rest.unwrap_or(&lower);
    rest.strip_suffix(":latest").unwrap_or(rest).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_the_builder_takes_for_one() {
        let contexts = BTreeMap::from([
            ("alpine".to_owned(), Named::Elsewhere),
            ("docker.io/library/debian:13".to_owned(), Named::Elsewhere),
        ]);
        for word in ["alpine", "Alpine:latest", "docker.io/library/alpine", "debian:13"] {
            assert!(find(&contexts, word).is_some(), "{word}");
        }
        for word in ["alpine:3.20", "debian", "ghcr.io/alpine", "alpine2"] {
            assert!(find(&contexts, word).is_none(), "{word}");
        }
    }
}
