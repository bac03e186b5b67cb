//! Project names.

use super::Invalid;

/// The name made of a `name:` or a directory: lower-case, of letters, digits, `_` and `-` only, not beginning with `_` or `-`.
pub fn normalized(text: &str) -> String {
    let kept: String = text.to_lowercase().chars().filter(|c| is_name(*c)).collect();
    kept.trim_start_matches(['_', '-']).to_owned()
}

/// Checks a name given from outside, which must be normal already.
///
/// # Errors
/// `invalid project name …`, or that it is empty.
pub fn checked(text: &str) -> Result<String, Invalid> {
    if text.is_empty() {
        return Invalid::new("project name must not be empty");
    }
    if normalized(text) != text {
        return Invalid::new(format!(
            "invalid project name {text:?}: must consist only of lowercase alphanumeric characters, hyphens, \
             and underscores as well as start with a letter or number"
        ));
    }
    Ok(text.to_owned())
}

fn is_name(c: char) -> bool {
    matches!(c, 'a'..='z' | '0'..='9' | '_' | '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (text, expected) in
            [("My Proj", "myproj"), ("__x-", "x-"), ("-1_", "1_"), ("aéb/c\\D.E", "abcde"), ("é", "")]
        {
            assert_eq!(normalized(text), expected);
        }
        assert_eq!(checked("a-b"), Ok("a-b".to_owned()));
        assert!(checked("A").unwrap_err().to_string().starts_with("invalid project name \"A\": must consist"));
        assert_eq!(checked("").unwrap_err().to_string(), "project name must not be empty");
    }
}
