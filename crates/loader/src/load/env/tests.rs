//! Tests of env files.

use super::*;
use plimsoll_source::Sources;

fn around(name: &str) -> Option<String> {
    (name == "HOST").then(|| "outside".to_owned())
}

fn read(text: &str, format: EnvFormat) -> (Sources, EnvDocument, Vec<Problem>) {
    let sources = Sources::default();
    let file = sources.add("x.env", text);
    let (document, problems) = document(file, text, format, &around);
    (sources, document, problems)
}

/// Assignments as `KEY=value`, `KEY` where there is none, then problems as `line:column message`.
fn show(text: &str, format: EnvFormat) -> Vec<String> {
    let (sources, document, problems) = read(text, format);
    let assignments = document.assignments.iter().map(|a| match &a.value {
        Some(value) => format!("{}={value}", a.key.value),
        None => a.key.value.clone(),
    });
    let problems = problems.iter().map(|p| {
        let start = p.location(&sources).unwrap().start;
        format!("{}:{} {}", start.line, start.column, p.message)
    });
    assignments.chain(problems).collect()
}

#[test]
fn values() {
    let cases: [(&str, &[&str]); 30] = [
        ("", &[]),
        ("\u{feff}A=1\r\nB = 2 \r\n", &["A=1", "B=2"]),
        ("# c\n  # d\nA=1 # e\nB=1#f\nC=#g\nD= #h", &["A=1", "B=1#f", "C=#g", "D=#h"]),
        ("export A=1\nexport\tB=2\nexportC=3", &["A=1", "B=2", "exportC=3"]),
        ("A: 1\nB.c-d[0]=2\nÄ=3\n1=4", &["A=1", "B.c-d[0]=2", "Ä=3", "1=4"]),
        ("HOST\nNOPE\nexport HOST\n", &["HOST=outside", "NOPE", "HOST=outside"]),
        ("A=\nB=''\nC=\"\"", &["A=", "B=", "C="]),
        ("A=a=b==\nB==", &["A=a=b==", "B=="]),
        (r"A='a\'b' # c", &["A=a'b"]),
        ("A='a\nb'\nB=1", &["A=a\nb", "B=1"]),
        (r"A='\n$HOST ${HOST}\\'", &[r"A=\n$HOST ${HOST}\\"]),
        (r#"A="a\tb\\c\"d\$e""#, &["A=a\tb\\c\"d$e"]),
        (r#"A="\0101\x41\u0041\e\c""#, &[r"A=A\x41\u0041\e\c"]),
        (r#"A="\012 \0 \0189 \0377 \0400""#, &["A=\\12 \\ \\189 ÿ \\400"]),
        (r#"A="\\$HOST \\n""#, &[r"A=\outside \n"]),
        ("A=\"a\n#b\"\nC=2", &["A=a\n#b", "C=2"]),
        (r"A=\$HOST\n", &[r"A=\outside\n"]),
        ("A=$HOST ${HOST:-x} ${NOPE:-y}", &["A=outside outside y"]),
        ("A=1\nB=$A$A\nC=\"${B}\"\nD='$B'", &["A=1", "B=11", "C=11", "D=$B"]),
        ("HOST=mine\nA=$HOST", &["HOST=mine", "A=outside"]),
        ("A=$$B $1 $", &["A=$B $1 $"]),
        ("A=a \"b\" 'c'", &["A=a \"b\" 'c'"]),
        ("A=1\nA=2", &["A=1", "A=2"]),
        ("A=x;B=y", &["A=x;B=y"]),
        ("A=1\n\n\n\tB=2", &["A=1", "B=2"]),
        ("A=\u{85}1\u{a0}", &["A=1"]),
        ("=x", &["=x"]),
        ("A=-----BEGIN-----", &["A=-----BEGIN-----"]),
        ("A= \nB=1", &["A=", "B=1"]),
        ("A\t=\t1", &["A=1"]),
    ];
    for (text, expected) in cases {
        assert_eq!(show(text, EnvFormat::Dotenv), expected, "{text:?}");
    }
}

#[test]
fn bad_lines_hide_nothing() {
    let cases: [(&str, &[&str]); 10] = [
        ("A=1\nB C=2\nD=3", &["A=1", "D=3", "2:1 variable \"B C\" contains a space"]),
        ("JUST WORDS\nD=3", &["D=3", "1:1 variable \"JUST WORDS\" contains a space"]),
        ("A=1\nB!=2\nD=3", &["A=1", "D=3", "2:2 unexpected character '!' in a variable name"]),
        ("\n\nA \"x\"\nD=3", &["D=3", "3:3 unexpected character '\"' in a variable name"]),
        ("A=\"x\nD=3", &["D=3", "1:3 unterminated quoted value of variable \"A\""]),
        (
            "A=${1}\nD=3",
            &[
                "A",
                "D=3",
                "1:3 invalid interpolation format: `${` is not followed by a variable name, in the value of variable \"A\"",
            ],
        ),
        (
            "A=\"\\t ${NOPE?set it}\"\nD=3",
            &["A", "D=3", "1:7 required variable NOPE is missing a value: set it, in the value of variable \"A\""],
        ),
        (
            "A='x' y=1\nD=3",
            &["A=x", "y=1", "D=3", "1:7 text after the closing quote of variable \"A\" is read as another statement"],
        ),
        (
            "A=1\nHOST",
            &[
                "A=1",
                "HOST",
                "2:1 variable \"HOST\" stands on a last line without a line break, so it is not passed on",
            ],
        ),
        ("B=\n\"x\"\nC=3", &["B=", "C=3", "2:1 unexpected character '\"' in a variable name"]),
    ];
    for (text, expected) in cases {
        assert_eq!(show(text, EnvFormat::Dotenv), expected, "{text:?}");
    }
}

#[test]
fn raw_values() {
    let cases: [(&str, &[&str]); 8] = [
        ("A=\"q\" # c\nB='x'\n", &["A=\"q\" # c", "B='x'"]),
        ("\u{feff}  A= 1 \r\nB=\r\n", &["A= 1 ", "B="]),
        ("# c\n\t# d\n\nA=$HOST", &["A=$HOST"]),
        ("HOST\nNOPE", &["HOST=outside", "NOPE"]),
        ("A-B.C=1\n1=2", &["A-B.C=1", "1=2"]),
        ("=x\nB=1", &["B=1", "1:1 no variable name before `=`"]),
        ("A =1\nB=1", &["B=1", "1:1 variable \"A \" contains white space"]),
        ("A B\nB=1", &["B=1", "1:1 variable \"A B\" contains white space"]),
    ];
    for (text, expected) in cases {
        assert_eq!(show(text, EnvFormat::Raw), expected, "{text:?}");
    }
}

#[test]
fn places_are_true() {
    let text = "#one\nexport A = \"x\\n${HOST}\" # two\nB=$A z\n";
    let (sources, document, _) = read(text, EnvFormat::Dotenv);
    let [a, b] = document.assignments.as_slice() else { panic!("two assignments") };
    let told =
        [a.key.span, a.span, a.content, a.uses[0].span, b.key.span, b.span, b.uses[0].span].map(|s| sources.slice(s));
    assert_eq!(told, ["A", "\"x\\n${HOST}\"", "x\\n${HOST}", "${HOST}", "B", "$A z", "$A"]);
    assert!(a.exported && !b.exported && a.quote == Quote::Double);
    let comments: Vec<_> = document.comments.iter().map(|c| (c.value.as_str(), sources.slice(c.span))).collect();
    assert_eq!(comments, [("#one", "#one".to_owned()), ("# two", "# two".to_owned())]);
}

#[test]
fn limits_hold() {
    let doubling: String = std::iter::once("A0=0123456789\n".to_owned())
        .chain((1..60).map(|i| format!("A{i}=${{A{0}}}${{A{0}}}\n", i - 1)))
        .collect();
    let (_, _, problems) = read(&doubling, EnvFormat::Dotenv);
    assert!(problems.iter().any(|p| p.code == "interpolation-limit" || p.code == "env-limit"));
    let (_, _, problems) = read(&"!\n".repeat(10_000), EnvFormat::Dotenv);
    assert_eq!(problems.len(), PROBLEMS_LIMIT + 1);
}
