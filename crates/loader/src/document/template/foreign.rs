//! Placeholders of other template languages that look like uses of variables.

/// The length of a placeholder of another template language that a text begins with: `${templateOption:name}`. Its first word is none that variables have:
/// those are written in capitals.
pub fn placeholder(text: &str) -> Option<usize> {
    let inner = text.strip_prefix("${")?;
    let inner = &inner[..inner.find('}')?];
    let (space, name) = inner.split_once(':')?;
    let is_word = |word: &str, others: &str| {
        word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word.chars().all(|c| c.is_ascii_alphanumeric() || others.contains(c))
    };
    let holds = is_word(space, "_") && space.contains(|c: char| c.is_ascii_lowercase()) && is_word(name, "_-.");
    holds.then_some(inner.len() + 3)
}

/// Whether a text has a [`placeholder`] somewhere.
pub fn has_placeholder(text: &str) -> bool {
    text.match_indices("${").any(|(at, _)| placeholder(&text[at..]).is_some())
}

#[cfg(test)]
mod tests {
    use super::{has_placeholder, placeholder};

    #[test]
    fn placeholders_are_told_from_mistakes() {
        for (text, length) in [("${templateOption:imageVariant}-x", Some(30)), ("${env:HOME}", Some(11))] {
            assert_eq!(placeholder(text), length, "{text}");
        }
        for text in ["${TAG:latest}", "${a:-b}", "${a:1}", "${a}", "${a:b", "${:b}", "${a:}", "x${env:A}"] {
            assert_eq!(placeholder(text), None, "{text}");
        }
        assert!(has_placeholder("x${A}y${env:A}") && !has_placeholder("x${A}"));
    }
}
