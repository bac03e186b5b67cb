//! Tests of the Dockerfile parser: texts to what the builder's parser makes of them, with the place of every word.

use super::*;
use crate::document::dockerfile::Word;
use plimsoll_source::Sources;
use plimsoll_source::problem::Severity;

fn read(text: &str) -> (Sources, Dockerfile, Vec<Problem>) {
    let sources = Sources::default();
    let file = sources.add("Dockerfile", text);
    let (document, problems) = parse(&Mapped::whole(file, text));
    (sources, document, problems)
}

fn words(words: &[Word]) -> String {
    words.iter().map(|word| format!("<{}>", word.text())).collect()
}

fn shown(instruction: &Instruction) -> String {
    let mut parts =
        vec![format!("{}-{}", instruction.lines.0, instruction.lines.1), instruction.keyword.text().to_owned()];
    parts.extend(instruction.flags.iter().map(|flag| format!("{{{}}}", flag.word.text())));
    if instruction.json {
        parts.push("json".to_owned());
    }
    parts.push(words(&instruction.args));
    for pair in &instruction.pairs {
        let separator = if pair.legacy { " " } else { "=" };
        parts.push(format!("<{}>{separator}<{}>", pair.key.text(), pair.value.text()));
    }
    for heredoc in &instruction.heredocs {
        let marks = (if heredoc.expand { "" } else { "'" }, if heredoc.chomp { "-" } else { "" });
        parts.push(format!("<<{}{}{}:{:?}", marks.1, marks.0, heredoc.name, heredoc.body.as_str()));
    }
    parts.extend(instruction.trigger.as_deref().map(|trigger| format!("({})", shown(trigger))));
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}

fn check(text: &str, want: &[&str]) {
    let (_, document, problems) = read(text);
    assert_eq!(problems, [], "{text:?}");
    assert_eq!(document.instructions.iter().map(shown).collect::<Vec<_>>(), want, "{text:?}");
}

#[test]
fn lines_are_joined_as_the_builder_joins_them() {
    check("\u{feff}FROM a\r\nRUN b \\\r\n  c\r\n", &["1-1 FROM <a>", "2-3 RUN <b   c>"]);
    check("FROM a\nRUN b \\ \t\n\n# c\n  # d\n  && e\n", &["1-1 FROM <a>", "2-6 RUN <b   && e>"]);
    check("FROM a\nENV C x\\\\\nRUN y", &["1-1 FROM <a>", "2-2 ENV <C> <x\\\\>", "3-3 RUN <y>"]);
    check("FROM a\nRUN b\\\n# c\n", &["1-1 FROM <a>", "2-3 RUN <b>"]);
    check("# escape=`\nFROM a\nRUN dir c:\\ `\n x", &["2-2 FROM <a>", "3-4 RUN <dir c:\\  x>"]);
    check("from a as b\n  Run\tc  ", &["1-1 from <a><as><b>", "2-2 Run <c>"]);
}

#[test]
fn directives_stand_at_the_top_only() {
    let (_, document, problems) = read("#!/usr/bin/x\n# Syntax = a/b:1 \nFROM a\n# escape=`\n");
    assert_eq!(problems, []);
    assert_eq!((document.directive("syntax"), document.escape), (Some("a/b:1"), '\\'));
    let (sources, document, _) = read("#check=skip=A;error=true\n# escape=`\nFROM a\n");
    assert_eq!((document.directive("check"), document.escape), (Some("skip=A;error=true"), '`'));
    assert_eq!(sources.slice(document.directives[1].span), "`");
    for text in ["# escape=x\nFROM a", "# escape=`\n# escape=`\nFROM a"] {
        let (_, _, problems) = read(text);
        assert_eq!(problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["dockerfile-directive"]);
    }
}

#[test]
fn arguments_are_split_by_keyword() {
    check(
        "FROM --platform=$P a:1 AS b\nCOPY --chown=\"a b\" --link -- x\\ y z\nADD [\"a b\", \"\\u0041\\n\"]\nCMD [\"a\" ,\"b\"]\nCMD ['a']\n",
        &[
            "1-1 FROM {--platform=$P} <a:1><AS><b>",
            "2-2 COPY {--chown=a b} {--link} <x\\><y><z>",
            "3-3 ADD json <a b><A\n>",
            "4-4 CMD json <a><b>",
            "5-5 CMD <['a']>",
        ],
    );
    check(
        "FROM a\nENV A=\"b c\" D='e' F=\\ g\nLABEL k v  w\nARG X Y=\"1 2\" Z=\nEXPOSE 1 2/udp\nVOLUME /a /b\nUSER a b\n",
        &[
            "1-1 FROM <a>",
            "2-2 ENV <A>=<\"b c\"> <D>=<'e'> <F>=<\\ g>",
            "3-3 LABEL <k> <v  w>",
            "4-4 ARG <X><Y=\"1 2\"><Z=>",
            "5-5 EXPOSE <1><2/udp>",
            "6-6 VOLUME </a></b>",
            "7-7 USER <a b>",
        ],
    );
    check(
        "FROM a\nHEALTHCHECK --interval=5s CMD [\"a\"]\nHEALTHCHECK none\nONBUILD RUN --network=none x\nSHELL [\"b\"]\nENTRYPOINT []\n",
        &[
            "1-1 FROM <a>",
            "2-2 HEALTHCHECK {--interval=5s} json <CMD><a>",
            "3-3 HEALTHCHECK <none>",
            "4-4 ONBUILD (4-4 RUN {--network=none} <x>)",
            "5-5 SHELL json <b>",
            "6-6 ENTRYPOINT json",
        ],
    );
}

#[test]
fn heredocs_are_found_anywhere() {
    check(
        "FROM a\nRUN cat <<A 3<<-'B' | sh\n# x\nA\n\ty\n\tB\nCOPY <<\"C\" <<D /x\nc\nC\nD\nRUN [\"<<E\"]\nONBUILD RUN <<F\nf\nF\nRUN <<  G\nG\nUSER <<H",
        &[
            "1-1 FROM <a>",
            "2-6 RUN <cat <<A 3<<-'B' | sh> <<A:\"# x\\n\" <<-'B:\"\\ty\\n\"",
            "7-10 COPY <<<\"C\"><<<D></x> <<'C:\"c\\n\" <<D:\"\"",
            "11-11 RUN json <<<E>",
            "12-14 ONBUILD <<F:\"f\\n\" (12-12 RUN <<<F>)",
            "15-16 RUN <<<  G> <<G:\"\"",
            "17-17 USER <<<H>",
        ],
    );
}

#[test]
fn words_know_where_they_were_written() {
    let text = "FROM a\nRUN --mount=type=secret,id=x \\\n  # c\n  apt-get \\\n  install\nENV A=1 \\\n    B=\"2\"\nCMD [\"a\\tb\"]\nONBUILD USER me\n";
    let (sources, document, problems) = read(text);
    assert_eq!(problems, []);
    let slice = |span| sources.slice(span);
    let [_, run, env, cmd, onbuild] = document.instructions.as_slice() else { panic!("five instructions") };
    assert_eq!(slice(run.flags[0].word.span()), "--mount=type=secret,id=x");
    assert_eq!(slice(run.args[0].span()), "apt-get \\\n  install");
    let install = run.args[0].text().find("install").expect("there");
    assert_eq!(slice(run.args[0].0.locate(install..install + 7)), "install");
    assert_eq!(slice(run.first_line), "RUN --mount=type=secret,id=x \\");
    assert_eq!(slice(env.pairs[1].key.span()), "B");
    assert_eq!(slice(env.pairs[1].value.span()), "\"2\"");
    assert_eq!(slice(cmd.args[0].0.locate(1..2)), "\\t");
    assert_eq!(slice(onbuild.trigger.as_ref().expect("a trigger").args[0].span()), "me");
    assert_eq!(document.comments.iter().map(|comment| (&*comment.text, comment.line)).collect::<Vec<_>>(), [("c", 3)]);
}

#[test]
fn comments_describe_what_is_right_below() {
    let (_, document, _) =
        read("# syntax=x\n# one\n# two\nARG a\n# three\n\nFROM a\n# four\n#\nRUN x\n# five\nRUN y\n");
    let above = |i: usize| {
        let indices = document.instructions[i].described_by.iter();
        indices.map(|i| document.comments[*i].text.as_str()).collect::<Vec<_>>()
    };
    assert_eq!([above(0), above(1), above(2), above(3)], [vec!["one", "two"], vec![], vec![], vec!["five"]]);
}

/// (text, what the messages hold, keywords that are still read)
#[test]
fn what_the_builder_refuses_is_told_and_the_rest_is_read() {
    let rows = [
        ("FROM a\nFOO b\nRUN c", "unknown instruction: FOO", 3),
        ("FROM a b\nRUN c", "FROM requires either one or three arguments", 2),
        ("FROM a AS 1b\nRUN c", "invalid name for build stage: \"1b\"", 2),
        ("FROM a\nCOPY b\nRUN c", "COPY requires at least two arguments", 3),
        ("FROM a\nCOPY --foo=1 b c\nRUN c", "unknown flag of COPY: --foo", 3),
        ("FROM a\nCOPY --from=a --from=b b c", "duplicate flag of COPY: --from", 2),
        ("FROM a\nCOPY --link=1 b c", "--link of COPY must be true or false", 2),
        ("FROM a\nCOPY --from b c", "missing a value on flag --from", 2),
        ("FROM a\nENV A\nRUN c", "ENV must have two arguments", 3),
        ("FROM a\nENV A=1 B\nRUN c", "without '='", 3),
        ("FROM a\nENV =1", "ENV names cannot be blank", 2),
        ("FROM a\nARG", "ARG requires at least one argument", 2),
        ("FROM a\nCMD [\"a\", 1]\nRUN c", "not a string", 3),
        ("FROM a\nSHELL sh", "SHELL requires the arguments to be in JSON form", 2),
        ("FROM a\nHEALTHCHECK --retries=-1 CMD x", "--retries of HEALTHCHECK: -1", 2),
        ("FROM a\nHEALTHCHECK --timeout=3 CMD x", "--timeout of HEALTHCHECK: 3", 2),
        ("FROM a\nHEALTHCHECK x", "unknown type \"x\"", 2),
        ("FROM a\nONBUILD FROM b", "FROM isn't allowed", 2),
        ("FROM a\nONBUILD ONBUILD RUN b", "ONBUILD isn't allowed", 2),
        ("FROM a\nRUN --mount=type=foo b", "unsupported mount type \"foo\"", 2),
        ("FROM a\nRUN --network=x b", "--network of RUN: x", 2),
        ("FROM a\nRUN <<E\nb\nUSER x\n", "the heredoc E is not terminated", 3),
        ("FROM a\nCOPY a <<E\nE\n", "heredoc as its destination", 2),
        ("RUN x\nFROM a", "RUN stands before the first FROM", 2),
        ("", "no instructions", 0),
        ("# only\n\n", "no instructions", 0),
    ];
    for (text, message, read_on) in rows {
        let (sources, document, problems) = read(text);
        let [problem] = problems.as_slice() else { panic!("{text:?}: one problem, not {problems:?}") };
        assert!(problem.message.contains(message), "{text:?}: {}", problem.message);
        assert_eq!(problem.severity, Severity::Error);
        assert!(problem.help.is_some() && problem.span.is_some(), "{text:?} has place and help");
        assert!(problem.span.expect("a place").range().end <= sources.get(document.file).text.len());
        assert_eq!(document.instructions.len(), read_on, "{text:?}");
    }
}

#[test]
fn limits_hold() {
    let (_, document, problems) = read(&"FROM a\n".repeat(MAX_INSTRUCTIONS + 5));
    assert_eq!(
        (document.instructions.len(), problems.len(), problems[0].code),
        (MAX_INSTRUCTIONS, 1, "dockerfile-limit")
    );
    let (_, _, problems) = read(&"x\n".repeat(500));
    assert_eq!(problems.len(), MAX_PROBLEMS + 1);
    let (_, _, problems) = read(&format!("FROM a\nRUN {}", "x".repeat(MAX_LINE)));
    assert_eq!((problems.len(), problems[0].code), (1, "dockerfile-long-line"));
    for text in ["COPY ", "LABEL a=", "CMD [\"\",", "EXPOSE "]
        .map(|start| format!("FROM a\n{start}{}", "b=c ".repeat(MAX_WORDS + 9)))
    {
        let (_, document, _) = read(&text);
        assert!(document.instructions.iter().all(|i| i.args.len() + i.pairs.len() <= MAX_WORDS));
    }
    let (_, document, _) = read(&format!("FROM a\n{} RUN x", "ONBUILD ".repeat(50)));
    assert!(!document.instructions[1].valid);
}

/// (text, frontend, its place)
#[test]
fn files_for_other_frontends_are_not_dockerfiles() {
    let rows = [
        ("{\"syntax\": \"a/b\", \"a/b\": [1]}", "a/b", "a/b"),
        ("#!/usr/bin/x\n \n{\n\"x\": \"y\", \"syntax\": \"y\"\n}\n", "y", "y"),
        ("//syntax=foo opts\n//escape=x", "foo opts", "foo opts"),
        ("\u{feff}#!x\n//check=x\n// Syntax = a/b:1 \nFROM a", "a/b:1", "a/b:1"),
    ];
    for (text, frontend, place) in rows {
        let (sources, document, problems) = read(text);
        assert_eq!(document.directive("syntax"), Some(frontend), "{text:?}");
        assert_eq!(
            problems.iter().map(|problem| problem.code).collect::<Vec<_>>(),
            ["dockerfile-frontend"],
            "{text:?}"
        );
        assert_eq!(sources.slice(document.directives[0].span), place, "{text:?}");
        assert!(document.instructions.is_empty());
    }
    for text in
        ["{\"syntax\": \"a\"", "{\"syntax\": \"a\"}\n# syntax=b", "{\"syntax\": 1}", " //syntax=a", "//x=y\n//syntax=a"]
    {
        let (_, document, problems) = read(text);
        assert_eq!(document.directives, [], "{text:?}");
        assert!(problems.iter().all(|problem| problem.code == "dockerfile-syntax"), "{text:?}");
    }
}

#[test]
fn mounts_are_lists_of_values_in_quotes() {
    let good = [
        "type=cache,target=/x",
        "TYPE=Cache,TARGET=/x,sharing=locked,id=a,mode=0755,uid=1,gid=1",
        "type=tmpfs,target=/x,size=1m",
        "type=secret,required,id=a,env=B",
        "type=ssh,required=true",
        "from=a$,target=/x,ro",
        "type=$T,from=a,target=$X",
        "\"target=/a,b\",rw=false",
    ];
    for mount in good {
        let (_, _, problems) = read(&format!("FROM a\nRUN --mount={} x", mount.replace('"', "\\\"")));
        assert_eq!(problems, [], "{mount}");
    }
    let bad = [
        ("", "no list"),
        ("type=cache", "no target"),
        ("a\"b", "no list"),
        ("\"a\"b", "no list"),
        ("\"a", "no list"),
        ("target", "'target' in RUN --mount must be a key=value pair"),
        ("target=/x,", "'' in RUN --mount must be a key=value pair"),
        ("colour=red", "unexpected key 'colour'"),
        ("type=nfs,target=/x", "unsupported mount type \"nfs\""),
        ("required,type=secret", "unexpected key 'required' for mount type 'bind'"),
        ("type=cache,target=/x,size=1", "unexpected key 'size' for mount type 'cache'"),
        ("type=bind,from=$A,target=/x", "doesn't support variable expansion"),
    ];
    for (mount, message) in bad {
        let (_, _, problems) = read(&format!("FROM a\nRUN --mount={} x", mount.replace('"', "\\\"")));
        assert!(matches!(problems.as_slice(), [one] if one.message.contains(message)), "{mount}: {problems:#?}");
    }
}
