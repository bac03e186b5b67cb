//! Noun: facts about well-known images, for what a remote base image brings that no file at hand tells.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::ImageRef;

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
    /// Users of variants, by a part of the tag: `nonroot` holds for `debug-nonroot` too; with `^` in front, by its beginning. The first in
    /// order of the alphabet wins.
    #[serde(default)]
    pub variants: BTreeMap<String, String>,
}

impl KnownImage {
    /// The user of a tag; none where it is not known.
    pub fn user_of(&self, tag: Option<&str>) -> Option<&str> {
        let fits = |part: &str, tag: &str| match part.strip_prefix('^') {
            Some(beginning) => tag.starts_with(beginning),
            None => tag.contains(part),
        };
        let variant = |tag: &str| self.variants.iter().find(|(part, _)| fits(part, tag)).map(|(_, user)| user);
        tag.and_then(variant).or(self.user.as_ref()).map(String::as_str)
    }
}

/// The table of well-known images, by `repository` for Docker Hub (`library/nginx`) and `registry/repository` elsewhere; other members
/// of an entry (ports, paths, …) are for rules to read.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct KnownImages {
    images: BTreeMap<String, KnownImage>,
}

/// Docker Hub's namespaces of official images for one architecture.
const OFFICIAL: [&str; 12] = [
    "amd64", "arm32v5", "arm32v6", "arm32v7", "arm64v8", "i386", "library", "mips64le", "ppc64le", "riscv64", "s390x",
    "winamd64",
];

impl KnownImages {
    /// A table of these images.
    pub fn new(images: BTreeMap<String, KnownImage>) -> Self {
        Self { images }
    }

    /// The facts about an image; none for one that is not in the table, or whose name is not known for sure.
    pub fn get(&self, image: &ImageRef) -> Option<&KnownImage> {
        if !image.valid || (!image.known && image.text.contains('$')) {
            return None;
        }
        if image.registry == "docker.io" {
            // `amd64/alpine`: the official image for one architecture.
            let official = image.repository.split_once('/').filter(|(owner, _)| OFFICIAL.contains(owner));
            return match official {
                Some((_, name)) => self.images.get(&format!("library/{name}")),
                None => self.images.get(&image.repository),
            };
        }
        self.images.get(&format!("{}/{}", image.registry, image.repository))
    }

    /// All of them by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &KnownImage)> {
        self.images.iter().map(|(name, image)| (name.as_str(), image))
    }
}
