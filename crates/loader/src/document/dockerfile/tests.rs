//! Tests of the word language and of durations.

use super::duration;
use super::expand::{Lexer, Value};

fn lookup(name: &str) -> Option<Value> {
    let value = |text: &str, known| Some(Value { text: text.to_owned(), known });
    match name {
        "A" => value("ab/cd.tar.gz", true),
        "E" => value("", true),
        "W" => value("two words", true),
        "U" => value("guess", false),
        _ => None,
    }
}

/// (input, text, known)
#[test]
fn words_are_expanded() {
    let rows = [
        ("a$A.b", "aab/cd.tar.gz.b", true),
        ("${A}x", "ab/cd.tar.gzx", true),
        ("'$A' \"$A\" \\$A", "$A ab/cd.tar.gz $A", true),
        ("$X-$", "-$", false),
        ("${X:-d}${X-d}${E:-d}${E-d}", "ddd", true),
        ("${X:+d}${E:+d}${E+d}${A:+d}", "dd", true),
        ("${A:?no}${U}", "ab/cd.tar.gzguess", false),
        ("${X:-${A}}", "ab/cd.tar.gz", true),
        ("${X:-${Y}}", "", false),
        ("${A#*/}|${A##*.}|${A%.*}|${A%%.*}", "cd.tar.gz|gz|ab/cd.tar|ab/cd", true),
        ("${A/b/B}|${A//./_}|${A/\\//-}", "aB/cd.tar.gz|ab/cd_tar_gz|ab-cd.tar.gz", true),
        ("한국$A\\", "한국ab/cd.tar.gz", true),
        ("\"a\\\"b\\c\"", "a\"b\\c", true),
    ];
    for (input, text, known) in rows {
        let expansion = Lexer::new('\\').expand(input, &lookup).expect(input);
        assert_eq!((expansion.text.as_str(), expansion.known), (text, known), "{input}");
    }
    let expansion = Lexer::new('\\').expand("a $W \"$W\" ${X:-b}", &lookup).expect("valid");
    assert_eq!(expansion.words, ["a", "two", "words", "two words", "b"]);
    let uses: Vec<_> = expansion.uses.iter().map(|u| (u.name.as_str(), u.range.clone(), u.operator, u.set)).collect();
    assert_eq!(uses, [("W", 2..4, "", true), ("W", 6..8, "", true), ("X", 10..17, ":-", false)]);
}

/// (input, message, where)
#[test]
fn what_has_no_meaning_is_refused() {
    let rows = [
        ("a'b", "single-quote"),
        ("a\"b", "double-quote"),
        ("${A", "missing '}'"),
        ("${}", "bad substitution"),
        ("${A:#x}", "unsupported modifier"),
        ("${A:x}", "unsupported modifier"),
        ("${A^}", "unsupported modifier"),
        ("${X:?tell me}", "X: tell me"),
        ("${E:?}", "not allowed to be empty"),
        ("${A#\\x}", "invalid pattern"),
    ];
    for (input, message) in rows {
        let error = Lexer::new('\\').expand(input, &lookup).expect_err(input);
        assert!(error.message.contains(message), "{input}: {}", error.message);
    }
    let deep = "${X:-".repeat(1000);
    assert!(Lexer::new('\\').expand(&deep, &lookup).is_err());
    let long = |_: &str| Some(Value { text: "x".repeat(10_000), known: true });
    let error = Lexer::new('\\').expand("$A$A$A", &long).expect_err("too long");
    assert!(error.message.contains("limit"));
}

#[test]
fn durations_are_read_as_go_reads_them() {
    let rows = [
        ("30s", Some(30_000_000_000)),
        ("1m30s", Some(90_000_000_000)),
        ("1.5h", Some(5_400_000_000_000)),
        (".5ms", Some(500_000)),
        ("0", Some(0)),
        ("0s", Some(0)),
        ("-1s", Some(-1_000_000_000)),
        ("2us3ns", Some(2_003)),
        ("", None),
        ("30", None),
        ("s", None),
        ("1x", None),
        ("1s ", None),
        ("9999999999h", None),
    ];
    for (text, nanoseconds) in rows {
        assert_eq!(duration(text), nanoseconds, "{text:?}");
    }
}
