//! Detector: headers that carry credentials, by names that everybody knows and, where an option gives a header, by any name of a secret.

use std::ops::Range;
use std::sync::OnceLock;

use regex::bytes::Regex;

use super::super::command;
use super::super::suspicion::{Suspicion, suspicion};

/// What stands in headers that carry credentials. The pattern goes over line ends, which no header does.
pub(super) fn find(text: &str) -> impl Iterator<Item = Range<usize>> {
    const LONGEST_NAME: usize = 128;
    let same_line = |found: &command::Found| {
        let mut from = found.range.start.saturating_sub(LONGEST_NAME);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        let before = &text[from..found.range.start];
        before.rsplit('\n').next().is_some_and(|line| line.contains(found.name.as_str()))
    };
    let credential = |found: &command::Found| command::is_credential(&text[found.range.clone()]);
    command::headers(text)
        .into_iter()
        .filter(move |found| same_line(found) && credential(found))
        .map(|found| found.range)
        .chain(of_options(text))
}

/// Last words of headers by which a client shows who it is: `X-JFrog-Art-Api`, `Ocp-Apim-Subscription-Key`.
const LAST: [&str; 9] = ["key", "keys", "auth", "api", "pat", "otp", "signature", "sid", "cookie"];

/// `curl -H "Circle-Token: x"`, `--header 'Api-Token: x'`: the value of any header that is named like a secret.
fn of_options(text: &str) -> Vec<Range<usize>> {
    static HEADER: OnceLock<Option<Regex>> = OnceLock::new();
    let header = HEADER.get_or_init(|| {
        Regex::new(
            r#"(?-u)[\s"'](?:-H|--header)["']?,?[\s=]{0,4}\\?["']([A-Za-z0-9_-]{1,64}):[ \t]{0,8}([^"'\\\n]{1,512})\\?["']"#,
        )
        .ok()
    });
    let found = header.iter().flat_map(|header| header.captures_iter(text.as_bytes()));
    let values = found.filter_map(|found| {
        let (name, value) = (text.get(found.get(1)?.range())?, found.get(2)?);
        let named = matches!(suspicion(name), Some(Suspicion::Sure | Suspicion::Password));
        let last = name.rsplit(['-', '_']).next().unwrap_or(name).to_ascii_lowercase();
        ((named || LAST.contains(&last.as_str())) && command::is_credential(text.get(value.range())?))
            .then(|| value.range())
    });
    values.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_options() {
        for (text, want) in [
            ("curl -H \"Circle-Token: tractorbeam\" x", &["tractorbeam"][..]),
            ("curl --header='Api-Token: tractorbeam' x", &["tractorbeam"]),
            ("[\"curl\", \"-H\", \"Vault-Token: tractorbeam\"]", &["tractorbeam"]),
            ("curl -H 'X-JFrog-Art-Api: tractorbeam' x", &["tractorbeam"]),
            ("wget --header \"Ocp-Apim-Subscription-Key: tractorbeam\" x", &["tractorbeam"]),
            ("[\"CMD\", \"curl\", \"-H\", \"X-Rundeck-Auth: tractorbeam\", \"x\"]", &["tractorbeam"]),
            ("curl -H 'Authorization: AWS bob:tractorbeam' x", &["bob:tractorbeam"]),
            ("curl -H 'X-Cache-Region: tractorbeam' x", &[]),
            ("curl -H \"Api-Token: $TOKEN\" x", &[]),
            ("curl -H \"Content-Type: tractorbeam\" x", &[]),
        ] {
            let got: Vec<&str> = find(text).map(|range| &text[range]).collect();
            assert_eq!(got, want, "{text}");
        }
    }
}
