//! Detector: answers to a prompt for a password, as `expect` and its like give them: `expect "password:"; send "x\r"`.

use std::ops::Range;
use std::sync::OnceLock;

use regex::bytes::Regex;

use super::super::shape;

/// Marks every such answer.
pub(super) fn find(text: &str, marks: &mut Vec<Range<usize>>) {
    static ANSWERS: OnceLock<Vec<Regex>> = OnceLock::new();
    if !text.contains("send") {
        return;
    }
    let answers = ANSWERS.get_or_init(|| {
        let prompt =
            r"(?i-u)(?:assword|asswd|assphrase|asscode|token|secret|\bpin\b)[^\n]{0,120}?(?:\n[^\n]{0,80}?){0,2}?";
        let sent = r#"\bsend\s{1,4}(?:--\s{1,4})?\\?["'{]?([^\s"'{}\\]{1,200})\\{1,2}[rn]"#;
        let sent_line = r#"\bsend_?line\(?\s{0,4}\\?["']([^"'\\\n]{1,200})\\?["']"#;
        [sent, sent_line].iter().filter_map(|sent| Regex::new(&format!("{prompt}{sent}")).ok()).collect()
    });
    for hit in answers.iter().flat_map(|answer| answer.captures_iter(text.as_bytes())) {
        let Some(answer) = hit.get(1) else { continue };
        let given = |value: &&str| !shape::plainly_harmless(value) && shape::placeholder(value).is_none();
        if text.get(answer.range()).as_ref().is_some_and(given) {
            marks.push(answer.range());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::marked_by;
    use super::*;

    #[test]
    fn answers_to_prompts() {
        for (text, want) in [
            ("expect \"*assword*\"\nsend \"tractorbeam\\r\"\n", &["tractorbeam"][..]),
            ("expect \"Password:\" { send -- \"tractorbeam\\n\" }", &["tractorbeam"]),
            ("expect -c 'expect \\\"password:\\\"; send \\\"tractorbeam\\\\r\\\"; interact'", &["tractorbeam"]),
            ("child.expect('assword:')\nchild.sendline('tractorbeam')", &["tractorbeam"]),
            ("expect \"password:\"\nsend \"a1b\\r\"\nexpect \"(yes/no)\"\nsend \"yes\\r\"", &["a1b"]),
            ("expect \"password:\"\nsend \"$password\\r\"", &[]),
            ("expect \"(yes/no)\"\nsend \"y2\\r\"", &[]),
            ("a password is sent to whoever asks", &[]),
        ] {
            assert_eq!(marked_by(find, text), want, "{text}");
        }
    }
}
