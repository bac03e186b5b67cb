//! The table of well-known images: `policies/data/images.yaml` to [`KnownImages`]. Policies read the same file as data.

use plimsoll_policy_text::Shipped;

use plimsoll_model::KnownImages;

/// The table in what a program ships.
pub fn known_images(shipped: &Shipped) -> KnownImages {
    let table = shipped.data.iter().find(|(path, _)| *path == "data/images.yaml");
    let (_, text) = table.expect("internal: the table of images is shipped");
    serde_json::from_str(text).expect("internal: the shipped table of images is valid")
}

#[cfg(test)]
fn parse(text: &str) -> Result<KnownImages, serde_yaml::Error> {
    serde_yaml::from_str(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll_loader::normalize::image;
    use plimsoll_model::Address;

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
}
