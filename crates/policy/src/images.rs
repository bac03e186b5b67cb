//! The table of well-known images: `policies/data/images.yaml` and `image_aliases.yaml` to [`KnownImages`]. Policies read the same files as data.

use std::collections::BTreeMap;

use plimsoll_policy_text::Shipped;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use plimsoll_model::{ImageAliases, KnownImage, KnownImages};

#[derive(Deserialize)]
struct Table {
    images: BTreeMap<String, KnownImage>,
}

/// The table in what a program ships.
pub fn known_images(shipped: &Shipped) -> KnownImages {
    let table: Table = facts(shipped, "data/images.yaml");
    let aliases: ImageAliases = facts(shipped, "data/image_aliases.yaml");
    KnownImages::new(table.images).also_called(aliases).with_environments(facts(shipped, "data/environment_names.yaml"))
}

fn facts<T: DeserializeOwned>(shipped: &Shipped, path: &str) -> T {
    let table = shipped.data.iter().find(|(name, _)| *name == path);
    let (_, text) = table.unwrap_or_else(|| panic!("internal: {path} is shipped"));
    serde_json::from_str(text).unwrap_or_else(|error| panic!("internal: the shipped {path} is valid: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll_loader::normalize::image;
    use plimsoll_model::Address;

    fn parse(text: &str) -> Result<KnownImages, serde_yaml::Error> {
        serde_yaml::from_str::<Table>(text).map(|table| KnownImages::new(table.images))
    }

    #[test]
    fn every_entry_is_a_name_that_can_be_looked_up_and_says_where_it_is_from() {
        let known = known_images(&plimsoll_rules::SHIPPED);
        let mut count = 0;
        for (name, facts) in known.iter() {
            let image = image::parse(name, Address::root(), true);
            assert_eq!(known.get(&image), Some(facts), "{name} is written as it is looked up");
            assert!(facts.source.starts_with("https://"), "{name} names its source");
            count += 1;
        }
        assert!(count >= 60, "only {count} images");
    }

    #[test]
    fn mirrors_hand_out_the_same_images() {
        let known = known_images(&plimsoll_rules::SHIPPED);
        let facts = |text: &str| known.get(&image::parse(text, Address::root(), true)).cloned();
        let redis = facts("redis");
        assert!(redis.is_some());
        for same in [
            "arm64v8/redis",
            "public.ecr.aws/docker/library/redis:8",
            "mirror.gcr.io/library/redis",
            "registry.example.com/dockerhub/library/redis",
        ] {
            assert_eq!(facts(same), redis, "{same}");
        }
        assert_eq!(facts("mirror.gcr.io/grafana/grafana-oss"), facts("grafana/grafana"));
        for other in ["acme/redis", "registry.example.com/library/redis", "ghcr.io/acme/redis"] {
            assert_eq!(facts(other), None, "{other}");
        }
    }

    #[test]
    fn a_variant_has_its_own_user() {
        let text =
            "images: {a/b: {user: root, variants: {nonroot: '65532', '^1.': app}, source: 'https://example.org'}}";
        let known = parse(text).expect("valid");
        let user = |text: &str| {
            let image = image::parse(text, Address::root(), true);
            known.get(&image).and_then(|facts| facts.user_of(image.tag.as_deref())).map(str::to_owned)
        };
        assert_eq!(user("a/b").as_deref(), Some("root"));
        assert_eq!(user("a/b:1-nonroot").as_deref(), Some("65532"));
        assert_eq!(user("a/b:1.2").as_deref(), Some("app"));
        assert_eq!(user("a/b:2.1.0").as_deref(), Some("root"));
        assert_eq!(user("ghcr.io/a/b"), None);
    }

    #[test]
    fn versions_are_compared_as_numbers_and_what_is_not_said_is_the_newest() {
        let text = "images: {a/b: {user: app, variants: {'<2.10': root, '>=3': other}, source: 'https://example.org'}}";
        let known = parse(text).expect("valid");
        let user = |text: &str| {
            let image = image::parse(text, Address::root(), true);
            known.get(&image).and_then(|facts| facts.user_of(image.tag.as_deref())).map(str::to_owned)
        };
        for (tag, expected) in [
            (":2.9.1-alpine", "root"),
            (":v1", "root"),
            (":2.10", "app"),
            (":2", "app"),
            (":3.0", "other"),
            (":alpine", "other"),
            ("", "other"),
        ] {
            assert_eq!(user(&format!("a/b{tag}")).as_deref(), Some(expected), "{tag}");
        }
    }
}
