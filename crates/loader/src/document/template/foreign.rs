//! Placeholders of other template languages that look like uses of variables.

/// Bytes that a placeholder may have: what is longer is none, and is not looked through.
const LONGEST: usize = 256;

/// The length of a placeholder of another template language that a text begins with, which docker can make nothing of: `${templateOption:name}`, whose
/// first word is none that variables have (those are written in capitals), `${project.version}` of build tools and `${server.port:8080}` of frameworks,
/// `${{ values.name }}` of generators and workflows.
pub fn placeholder(text: &str) -> Option<usize> {
    let inner = text.strip_prefix("${")?;
    let mut end = inner.len().min(LONGEST);
    while !inner.is_char_boundary(end) {
        end -= 1;
    }
    let line = inner[..end].split('\n').next().unwrap_or_default();
    let inside = |end: &str| line.find(end).map(|length| &line[..length]);
    if inner.starts_with('{') {
        return Some(inside("}}")?.len() + 4).filter(|length| *length > 5);
    }
    let inner = inside("}")?;
    let holds = match inner.split_once(':') {
        Some((name, default)) if is_dotted(name) => !default.contains(['{', '$']),
        Some((space, name)) => {
            space.contains(|c: char| c.is_ascii_lowercase()) && is_word(space, "_") && is_word(name, "_-.")
        }
        None => is_dotted(inner),
    };
    holds.then_some(inner.len() + 3)
}

fn is_word(word: &str, others: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || others.contains(c))
}

/// `project.build.finalName`: names as build tools and frameworks have them, which no variable has.
pub fn is_dotted(name: &str) -> bool {
    name.contains('.') && name.split('.').all(|part| is_word(part, "_-"))
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
        for (text, length) in [
            ("${templateOption:imageVariant}-x", 30),
            ("${env:HOME}", 11),
            ("${project.version}-x", 18),
            ("${docker.image-prefix}", 22),
            ("${server.port:8080}:80", 19),
            ("${{ values.name }}-x", 18),
        ] {
            assert_eq!(placeholder(text), Some(length), "{text}");
        }
        for text in [
            "${TAG:latest}",
            "${a:-b}",
            "${a:1}",
            "${a}",
            "${a:b",
            "${:b}",
            "${a:}",
            "x${env:A}",
            "${a.}",
            "${.a}",
            "${a.1}",
            "${a.b",
            "${a.b\n}",
            "${a.b:${c}}",
            "${{}}",
            "${{ a }",
        ] {
            assert_eq!(placeholder(text), None, "{text}");
        }
        assert_eq!(placeholder(&format!("${{a.{}}}", "b".repeat(300))), None);
        assert!(has_placeholder("x${A}y${env:A}") && !has_placeholder("x${A}"));
    }
}
