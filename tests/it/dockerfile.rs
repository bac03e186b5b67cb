//! Dockerfiles under mutation: nothing panics, every place lies in its file, words stand where their places say.

use plimsoll_loader::document::dockerfile::{Dockerfile, Instruction, Word};
use plimsoll_loader::document::dockerignore::Dockerignore;
use plimsoll_loader::document::text::Mapped;
use plimsoll_loader::load;
use plimsoll_loader::normalize::dockerfile::{BuildRequest, build, expanded};
use plimsoll_model::{KnownImages, Origins};
use plimsoll_source::files::{Files, MemoryFiles};
use plimsoll_source::{Sources, Span};

use crate::shared::{self, Dice};

const OWN: [&str; 5] = [
    "# syntax=docker/dockerfile:1\n# escape=`\nARG V=1 W=\"a b\"\nFROM --platform=$BUILDPLATFORM a/b:${V:-2}@sha256:x AS one\nENV A=1 B='$V c' `\n  # why\n\n  C=${A#?}`\nRUN dir C:\\ `\n && x\nCOPY --from=one --chown=1:2 [\"a b\", \"\\u00e9\"]\n",
    "FROM a as b\r\nRUN --mount=type=cache,target=/x <<EOF sh -e\r\napt-get update && apt-get install -y \"c d\" | tee $(date)\r\nEOF\r\nCOPY <<-'X' <<Y /z\r\n\tx\r\n\tX\r\ny\r\nY\r\nUSER ${U:?no}\r\n",
    "\u{feff}from scratch\nHEALTHCHECK --interval=5s --retries=3 CMD [\"sh\", \"-c\", \"curl -f \\\"http://x\\\" || exit 1\"]\nONBUILD RUN if [ -f x ]; then (cd y; z) ; fi\nSHELL [\"/bin/bash\", \"-c\"]\nEXPOSE 80 90-99/udp $P\nVOLUME /a \"/b c\"\nLABEL a.b=\"c\\\nd\" e f\nENTRYPOINT exec app \\\n\n --x\nCMD [\"a\"",
    "FROM a\nRUN for f in *.deb; do case $f in a*|b) dpkg -i \"$f\";; *) echo '${x}';; esac; done && \\\n  sh -c 'sudo -u x env A=b pip install --no-cache-dir y==1' > /dev/null 2>&1\nRUN cat <<A | sh && b <<\"B\"\n`x $(y \"z\")`\nA\n${q:-\"w\"}\nB\nWORKDIR a/../b\nSTOPSIGNAL 9\nMAINTAINER é <x@y>\n",
    "{{ if .X }}\nFROM {{ .Base }}\n{{ end }}\nRUN \\\n\\\nx\\\\\nADD --checksum=sha256:0 https://x/y /z\n",
];

const PIECES: [&str; 30] = [
    "\\\n",
    "\n",
    "\r\n",
    "`",
    "\"",
    "'",
    "$",
    "${",
    "}",
    "<<EOF",
    "<<-",
    "\nEOF\n",
    "#",
    "# escape=`\n",
    "=",
    "--",
    "[\"",
    "\"]",
    "&& ",
    "|",
    "$(",
    ")",
    "\u{feff}",
    "é",
    "\u{1f600}",
    " \t",
    "FROM ",
    "ONBUILD ",
    "\0",
    "case x in ",
];

fn mutate(text: &str, dice: &mut Dice) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..1 + dice.roll(4) {
        let at = dice.roll(chars.len() + 1);
        match dice.roll(4) {
            0 => drop(chars.drain(at..(at + dice.roll(12)).min(chars.len()))),
            1 => drop(chars.splice(at..at, PIECES[dice.roll(PIECES.len())].chars()).collect::<Vec<_>>()),
            2 if !chars.is_empty() => {
                let from = dice.roll(chars.len());
                let piece: Vec<char> = chars[from..(from + dice.roll(30)).min(chars.len())].to_vec();
                drop(chars.splice(at..at, piece).collect::<Vec<_>>());
            }
            _ if at < chars.len() => chars[at] = char::from(u8::try_from(dice.roll(128)).expect("ASCII")),
            _ => {}
        }
    }
    chars.into_iter().collect()
}

fn fits(span: Span, sources: &Sources) -> String {
    let file = sources.get(span.file);
    file.text.get(span.range()).unwrap_or_else(|| panic!("{span:?} lies in\n{}", file.text)).to_owned()
}

/// A word's place holds the word, unless a continuation or an escape lies in it.
fn holds(word: &Word, sources: &Sources) {
    let slice = fits(word.span(), sources);
    if !slice.contains('\n') && !slice.contains('\\') {
        assert_eq!(slice.trim_matches('"').replace(['"', '\''], ""), word.text().replace(['"', '\''], ""));
    }
}

fn check_instruction(instruction: &Instruction, sources: &Sources) {
    fits(instruction.span, sources);
    fits(instruction.first_line, sources);
    holds(&instruction.keyword, sources);
    instruction.args.iter().for_each(|word| holds(word, sources));
    for pair in &instruction.pairs {
        holds(&pair.key, sources);
        holds(&pair.value, sources);
    }
    for flag in &instruction.flags {
        fits(flag.word.span(), sources);
    }
    for heredoc in &instruction.heredocs {
        assert_eq!(fits(heredoc.body.span(), sources), heredoc.body.as_str());
    }
    if let Some(trigger) = &instruction.trigger {
        check_instruction(trigger, sources);
    }
}

fn check(text: &str) {
    let files = MemoryFiles::new([("Dockerfile".to_owned(), text.to_owned()), ("a".to_owned(), String::new())]);
    let sources = Sources::default();
    let file = files.read("Dockerfile", &sources).expect("there");
    let (document, mut problems): (Dockerfile, _) = load::dockerfile::parse(&Mapped::whole(file, text));
    document.instructions.iter().for_each(|instruction| check_instruction(instruction, &sources));
    for comment in &document.comments {
        fits(comment.span, &sources);
    }
    problems.extend(expanded(&document, &Default::default()).1);
    let request = BuildRequest {
        key: "Dockerfile".into(),
        dockerfile: "Dockerfile".into(),
        context: Some(".".into()),
        ..BuildRequest::default()
    };
    let mut origins = Origins::default();
    let (built, more) = build(&request, &document, &files, &sources, &KnownImages::default(), &mut origins);
    problems.extend(more);
    for problem in &problems {
        problem.span.iter().for_each(|span| drop(fits(*span, &sources)));
        assert!(!problem.message.is_empty());
    }
    for (_, origin) in origins.iter() {
        fits(origin.span, &sources);
        origin.key.iter().for_each(|span| drop(fits(*span, &sources)));
    }
    for stage in &built.stages {
        for instruction in &stage.instructions {
            for command in &instruction.commands {
                assert!(origins.get(&command.at).is_some(), "{} has an origin", command.at);
                assert!(command.args.iter().all(|word| origins.get(&word.at).is_some()));
            }
        }
    }
    let ignore = Dockerignore::parse(file, text);
    for pattern in &ignore.patterns {
        fits(pattern.span, &sources);
    }
    ignore.ignores("a/b/c", &mut 0);
}

#[test]
fn mutated_dockerfiles_are_read_without_panic_and_every_place_fits() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let rounds = std::env::var("ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(300);
    for text in OWN {
        check(text);
        let mut mutant = text.to_owned();
        for round in 0..rounds {
            mutant = mutate(if round % 8 == 0 { text } else { &mutant }, &mut dice);
            check(&mutant);
        }
    }
}

/// Real Dockerfiles, as they are and mutated, where the shared material is at hand.
#[test]
fn real_dockerfiles_are_read_without_panic() {
    let Some(corpus) = shared::folder("corpus") else { return };
    let mut dice = Dice(42);
    for path in shared::files(&corpus, &|name| name.starts_with("Dockerfile")) {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        check(&text);
        check(&mutate(&text, &mut dice));
    }
}
