//! Lists of `KEY=VALUE`: `environment`, `labels`, `args`, `ssh` and the like.

use super::Invalid;

/// Splits at the first `=`; no value where there is none.
pub fn pair(text: &str) -> (&str, Option<&str>) {
    match text.split_once('=') {
        Some((key, value)) => (key, Some(value)),
        None => (text, None),
    }
}

/// An entry of `environment` or `build.args` in list form.
///
/// # Errors
/// A name that ends in white space.
pub fn variable(text: &str) -> Result<(&str, Option<&str>), Invalid> {
    let (key, value) = pair(text);
    if key.ends_with(char::is_whitespace) {
        return Invalid::new(format!("environment variable {key} is declared with a trailing space"));
    }
    Ok((key, value))
}

/// An entry of `build.ssh`: `default`, or `ID=PATH`.
///
/// # Errors
/// An id other than `default` without a path.
pub fn ssh(text: &str) -> Result<(&str, Option<&str>), Invalid> {
    match pair(text) {
        (id, None) if id != "default" => Invalid::new(format!("invalid ssh key {text:?}")),
        pair => Ok(pair),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs() {
        assert_eq!(pair("A=b=c"), ("A", Some("b=c")));
        assert_eq!(pair("A="), ("A", Some("")));
        assert_eq!(pair("A"), ("A", None));
        assert_eq!(variable("A b=c"), Ok(("A b", Some("c"))));
        for text in ["A =b", "A\t=b", "A "] {
            assert!(variable(text).unwrap_err().to_string().ends_with("is declared with a trailing space"), "{text:?}");
        }
        assert_eq!(ssh("default"), Ok(("default", None)));
        assert_eq!(ssh("id=/key"), Ok(("id", Some("/key"))));
        assert_eq!(ssh("id").unwrap_err().to_string(), "invalid ssh key \"id\"");
    }
}
