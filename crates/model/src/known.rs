//! Noun: what is known besides the files at hand: facts about well-known images, and how environments are usually called.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{ImageRef, RoleNames};

/// Facts about one image.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct KnownImage {
    /// The user it runs as by default, as its Dockerfile names it; none where that is not known.
    #[serde(default)]
    pub user: Option<String>,
    /// Whether it brings a healthcheck; none where that is not known.
    #[serde(default)]
    pub healthcheck: Option<bool>,
    /// Where the facts were read.
    #[serde(default)]
    pub source: String,
    /// Users of variants, by patterns for tags: a part of one, `^` and its beginning, `>=` or `<` and a version. The first that fits in
    /// order of the alphabet wins.
    #[serde(default)]
    pub variants: BTreeMap<String, String>,
}

impl KnownImage {
    /// The user of a tag; none where it is not known.
    pub fn user_of(&self, tag: Option<&str>) -> Option<&str> {
        let tag = tag.unwrap_or("latest");
        let variant = self.variants.iter().find(|(pattern, _)| fits(pattern, tag)).map(|(_, user)| user);
        variant.or(self.user.as_ref()).map(String::as_str)
    }
}

/// Whether a pattern fits a tag: a part of it (`nonroot` in `debug-nonroot`), `^` and its beginning, `>=` or `<` and a version. A tag with no
/// version in front is taken for the newest, one with less of a version than the pattern (`2` and `<2.4`) for the newest of those. Rules have
/// the same words in `policies/lib/image.rego`.
fn fits(pattern: &str, tag: &str) -> bool {
    if let Some(beginning) = pattern.strip_prefix('^') {
        return tag.starts_with(beginning);
    }
    if let Some(bound) = pattern.strip_prefix(">=") {
        return version(tag) >= numbers(bound);
    }
    if let Some(bound) = pattern.strip_prefix('<') {
        return version(tag) < numbers(bound);
    }
    tag.contains(pattern)
}

/// The numbers at the beginning of a tag, and behind them one that is higher than any.
fn version(tag: &str) -> Vec<u64> {
    let tag = tag.strip_prefix('v').unwrap_or(tag);
    let end = tag.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(tag.len());
    let mut all = numbers(&tag[..end]);
    all.push(u64::MAX);
    all
}

fn numbers(text: &str) -> Vec<u64> {
    text.split('.').map_while(|part| part.parse().ok()).collect()
}

/// Other names of the same images.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct ImageAliases {
    /// Registries and namespaces that hand out the images of another, and what stands there in their place; the longest wins.
    prefixes: BTreeMap<String, String>,
    /// Single images, and the names that facts are kept under.
    repositories: BTreeMap<String, String>,
}

impl ImageAliases {
    /// The name under which facts about an image are kept: `repository` for Docker Hub (`library/nginx`), `registry/repository` elsewhere.
    pub fn name(&self, image: &ImageRef) -> String {
        let written = match image.registry.as_str() {
            "docker.io" => image.repository.clone(),
            registry => format!("{registry}/{}", image.repository),
        };
        let own = self.unmirrored(written);
        self.repositories.get(&own).cloned().unwrap_or(own)
    }

    fn unmirrored(&self, written: String) -> String {
        let mirror = self.prefixes.iter().rev().find(|(prefix, _)| written.starts_with(prefix.as_str()));
        if let Some((prefix, place)) = mirror {
            return format!("{place}{}", &written[prefix.len()..]);
        }
        match written.rsplit_once("/library/") {
            // `registry.example.com/cache/library/redis`: what a cache of Docker Hub calls an official image.
            Some((cache, name)) if is_below_registry(cache) && !name.contains('/') => format!("library/{name}"),
            _ => written,
        }
    }
}

fn is_below_registry(path: &str) -> bool {
    path.split_once('/').is_some_and(|(registry, _)| registry.contains(['.', ':']))
}

/// The table of well-known images, and what else is known without the files; other members of an entry (ports, paths, …) are for rules to read.
#[derive(Debug, Clone, Default)]
pub struct KnownImages {
    images: BTreeMap<String, KnownImage>,
    aliases: ImageAliases,
    environments: RoleNames,
}

impl KnownImages {
    /// A table of these images.
    pub fn new(images: BTreeMap<String, KnownImage>) -> Self {
        Self { images, ..Self::default() }
    }

    /// The same table under other names, too.
    #[must_use]
    pub fn also_called(self, aliases: ImageAliases) -> Self {
        Self { aliases, ..self }
    }

    /// The same table, and how environments are called.
    #[must_use]
    pub fn with_environments(self, environments: RoleNames) -> Self {
        Self { environments, ..self }
    }

    /// How environments are usually called.
    pub fn environments(&self) -> &RoleNames {
        &self.environments
    }

    /// The facts about an image; none for one that is not in the table, or whose name is not known for sure.
    pub fn get(&self, image: &ImageRef) -> Option<&KnownImage> {
        if !image.valid || (!image.known && image.text.contains('$')) {
            return None;
        }
        self.images.get(&self.aliases.name(image))
    }

    /// All of them by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &KnownImage)> {
        self.images.iter().map(|(name, image)| (name.as_str(), image))
    }
}
