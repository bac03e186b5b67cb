//! "Did you mean": the name that is nearest to a word. (`plimsoll-typing`, which knows nothing of plimsoll, has the same for policies.)

/// Longer words are nobody's slip, and comparing them would take long.
const MAX_WORD: usize = 60;

/// The name among `known` that somebody who wrote `word` most likely meant: a few letters changed, or the same but for case and separators.
pub fn nearest<'n>(word: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let length = word.chars().count();
    if length > MAX_WORD {
        return None;
    }
    let bound = (length / 3).clamp(1, 4);
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= bound || same_but_separators(word, candidate))
        .min()
        .map(|(_, candidate)| candidate)
}

fn same_but_separators(a: &str, b: &str) -> bool {
    let bare =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    bare(a) == bare(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_meant() {
        let known = ["image", "image_name", "images", "tag", "privileged"];
        for (word, meant) in [
            ("imag", Some("image")),
            ("imgaes", Some("images")),
            ("ImageName", Some("image_name")),
            ("image-name", Some("image_name")),
            ("priviledged", Some("privileged")),
            ("tga", Some("tag")),
            ("xyz", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, known), meant, "{word}");
        }
        assert_eq!(nearest(&"x".repeat(MAX_WORD + 1), known), None);
    }
}
