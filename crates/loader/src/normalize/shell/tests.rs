//! Tests of the splitter: a text to lines of `operator depth/pipeline wrappers name args > redirects`.

use serde_json::json;

use super::*;
use plimsoll_source::Sources;

fn shown(command: &Command) -> String {
    let mut parts = vec![format!(
        "{}{}/{}",
        json!(command.operator).as_str().map(|operator| operator.replace('\n', "nl") + " ").unwrap_or_default(),
        command.depth,
        command.pipeline
    )];
    parts.extend(command.assignments.iter().map(|(key, value)| format!("{key}={value}")));
    parts.extend(command.wrappers.iter().map(|name| format!("<{name}>")));
    parts.push(command.name.clone());
    parts.extend(command.words.iter().map(|word| format!("[{word}]")));
    parts.extend(command.redirects.clone());
    parts.join(" ")
}

fn split(text: &str) -> Vec<String> {
    let sources = Sources::default();
    let file = sources.add("f", text);
    let mut origins = Origins::default();
    let (found, _) = commands(&Mapped::whole(file, text), &Address::root(), &mut origins);
    for command in &found {
        let origin = origins.get(&command.at).expect("a command has an origin");
        assert!(sources.slice(origin.span).len() <= text.len());
        for word in &command.args {
            let span = origins.get(&word.at).expect("a word has an origin").span;
            if command.depth == 0 && !word.raw.contains("\\\n") {
                assert_eq!(sources.slice(span), word.raw, "{text}");
            }
        }
    }
    found.iter().map(shown).collect()
}

#[test]
fn lists_and_pipelines() {
    assert_eq!(
        split("apt-get update && A=1 B='x y' /usr/bin/apt-get install -y \"curl\" >/dev/null 2>&1 || true; a|b &c"),
        [
            "0/0 apt-get [update]",
            "&& 0/1 A=1 B=x y apt-get [install] [-y] [curl] >/dev/null 2>&1",
            "|| 0/2 true",
            "; 0/3 a",
            "| 0/3 b",
            "& 0/4 c",
        ]
    );
}

#[test]
fn quotes_escapes_and_variables() {
    assert_eq!(
        split(r#"echo "a \"b\" \x $HOME" 'c$d' e\ f "${X:-"y z"}" $1$ # gone"#),
        [r#"0/0 echo [a "b" \x $HOME] [c$d] [e f] [${X:-"y z"}] [$1$]"#]
    );
    assert_eq!(split("a \\\n  b \\\n&& c"), ["0/0 a [b]", "&& 0/1 c"]);
    assert_eq!(split("echo a#b '#' # c; d\ne"), ["0/0 echo [a#b] [#]", "nl 0/1 e"]);
    assert!(split("").is_empty() && split("  # nothing").is_empty());
}

#[test]
fn groups_functions_and_control_words() {
    assert_eq!(
        split("if [ -f x ]; then (cd y && make); elif test z; then { a; b; }; else c; fi"),
        ["0/0 [ [-f] [x] []]", "; 1/1 cd [y]", "&& 1/2 make", "; 0/3 test [z]", "; 1/4 a", "; 1/5 b", "; 0/6 c"]
    );
    assert_eq!(
        split("for f in $(ls *.deb) b; do dpkg -i \"$f\"; done; while read l; do echo $l; done < list"),
        ["1/0 ls [*.deb]", "0/1 dpkg [-i] [$f]", "; 0/2 read [l]", "; 0/3 echo [$l]", "; 0/4  < list",]
    );
    assert_eq!(
        split("case \"$(uname -m)\" in x86_64|amd64) a=1; get x ;; (arm*) get y;; *) exit 1 ;; esac && done_"),
        ["1/0 uname [-m]", "0/1 a=1 ", "; 0/2 get [x]", "; 0/3 get [y]", "; 0/4 exit [1]", "&& 0/5 done_"]
    );
    assert_eq!(split("f() { rm -rf /; }; f x"), ["1/0 rm [-rf] [/]", "; 0/1 f [x]"]);
    assert_eq!(split("[[ a && b > c ]] && ! d"), ["0/0 [[ [a] [b] []]] > c", "&& 0/1 d"]);
    assert_eq!(split("a=(b c $(d)); ((i++)); e"), ["1/0 d", "0/1 a= ", "; 0/2 e"]);
}

#[test]
fn substitutions_and_scripts_are_walked_into() {
    assert_eq!(
        split("V=$(curl -s \"https://x/$(date)\" | jq .) sh -ec 'set -e; apk add \"a b\"' && eval \"x y\" `z`"),
        [
            "0/0 V=$(curl -s \"https://x/$(date)\" | jq .) sh [-ec] [set -e; apk add \"a b\"]",
            "1/1 set [-e]",
            "; 1/2 apk [add] [a b]",
            "1/3 curl [-s] [https://x/$(date)]",
            "2/4 date",
            "| 1/3 jq [.]",
            "&& 0/5 eval [x y] [`z`]",
            "1/6 z",
        ]
    );
    assert_eq!(
        split("su -s /bin/sh app -c 'id -u' ; bash -o pipefail -c \"a | b\"; bash script.sh -c x"),
        [
            "0/0 su [-s] [/bin/sh] [app] [-c] [id -u]",
            "1/1 id [-u]",
            "; 0/2 bash [-o] [pipefail] [-c] [a | b]",
            "1/3 a",
            "| 1/3 b",
            "; 0/4 bash [script.sh] [-c] [x]",
        ]
    );
}

#[test]
fn a_script_that_is_fetched_counts_once() {
    assert_eq!(
        split("sh -c \"$(curl -fsSL https://x/install.sh) --yes\" && /a/${B}/c \"$D/e\""),
        [
            "0/0 sh [-c] [$(curl -fsSL https://x/install.sh) --yes]",
            "1/1 $(curl -fsSL https://x/install.sh) [--yes]",
            "2/2 curl [-fsSL] [https://x/install.sh]",
            "&& 0/3 c [$D/e]",
        ]
    );
}

#[test]
fn wrappers_are_named_apart() {
    assert_eq!(
        split(
            "sudo -u root -E env A=b DEBIAN_FRONTEND=x timeout -k 5 10 apt-get -y install x; env; exec \"$@\"; command -v foo"
        ),
        [
            "0/0 A=b DEBIAN_FRONTEND=x <sudo> <env> <timeout> apt-get [-y] [install] [x]",
            "; 0/1 env",
            "; 0/2 <exec> $@",
            "; 0/3 command [-v] [foo]",
        ]
    );
    assert_eq!(split("find . | xargs -n 1 rm -f"), ["0/0 find [.]", "| 0/0 <xargs> rm [-f]"]);
}

#[test]
fn heredocs_of_scripts() {
    assert_eq!(
        split("cat <<EOF >x\nrm -rf /\nEOF\nsh <<-'E' && y\n\tapk add z\n\tE\nend"),
        ["0/0 cat <<EOF >x", "nl 0/1 sh <<-'E'", "&& 0/2 y", "1/3 apk [add] [z]", "nl 0/4 end"]
    );
}

#[test]
fn hostile_texts_end() {
    let texts = [
        "(".repeat(50_000),
        "$(".repeat(50_000),
        "`".repeat(50_001),
        "\"$(\"".repeat(20_000),
        "${a:-".repeat(50_000),
        "sh -c '".repeat(20_000),
        "<<E\n".repeat(5_000),
        "case x in ".repeat(20_000),
        "a;".repeat(50_000),
        "\\".into(),
        "<(".repeat(10_000),
        "\u{1f600}é\"".repeat(1000),
    ];
    for text in texts {
        assert!(split(&text).len() <= MAX_COMMANDS);
    }
}

#[test]
fn exec_form_is_one_command_and_what_its_shell_runs() {
    let text = "sh-c-a && b";
    let sources = Sources::default();
    let whole = Mapped::whole(sources.add("f", text), text);
    let words = [whole.part(0..2), whole.part(2..4), whole.part(5..11)];
    let mut origins = Origins::default();
    let (found, _) = argv(&words, MAX_WORDS, &Address::root(), &mut origins);
    assert_eq!(found.iter().map(shown).collect::<Vec<_>>(), ["0/0 sh [-c] [a && b]", "1/1 a", "&& 1/2 b"]);
    let at = Address::parse("/commands/2").expect("a pointer");
    assert_eq!(sources.slice(origins.get(&at).expect("an origin").span), "b");
}
