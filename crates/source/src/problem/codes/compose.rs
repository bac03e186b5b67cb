//! Codes of problems in Compose files, env files and YAML.

use super::Code;

#[rustfmt::skip]
pub(super) const CODES: &[Code] = &[
    Code {
        code: "compose-schema",
        what: "not of the shape of a Compose file",
        why: "A value stands where the Compose schema wants another: docker refuses the file everywhere. The services that are right \
        are judged.",
        ways: &[
            "correct the file at the place that is named",
        ],
    },
    Code {
        code: "compose-invalid",
        what: "a value that docker does not take",
        why: "Docker compose refuses the project because of it, whatever the environment.",
        ways: &[
            "correct the file at the place that is named",
        ],
    },
    Code {
        code: "compose-inconsistent",
        what: "things that do not fit together",
        why: "A service refers to what the project does not declare, or says two things that exclude each other: docker refuses the \
        project.",
        ways: &[
            "correct the file at the place that is named",
            "name the files that belong together with `-f` or `environments.files`",
        ],
    },
    Code {
        code: "compose-empty",
        what: "a Compose file with nothing in it",
        why: "There is no service, network or volume in the files of the project.",
        ways: &[
            "write at least `services:`",
        ],
    },
    Code {
        code: "compose-too-large",
        what: "more than is judged",
        why: "Aliases, includes, bases or ranges make the project larger than any that is meant. See docs/limits.md.",
        ways: &[
            "split it up",
        ],
    },
    Code {
        code: "compose-file-missing",
        what: "no Compose file where one was asked for",
        why: "Neither compose.yaml nor one of the other names is in the directory.",
        ways: &[
            "name the files with `-f`",
        ],
    },
    Code {
        code: "compose-file-unreadable",
        what: "a Compose file that cannot be opened",
        why: "A file that the project names is not there or cannot be read. Docker refuses the project.",
        ways: &[
            "create it, or correct its path where it is named",
        ],
    },
    Code {
        code: "compose-files-ambiguous",
        what: "several Compose files of a standard name",
        why: "Docker compose takes the first one and passes the others over.",
        ways: &[
            "keep one of them, or name the files with `-f`",
        ],
    },
    Code {
        code: "compose-deprecated",
        what: "a form that is on its way out",
        why: "It is read as docker compose still reads it.",
        ways: &[
            "write the new form",
        ],
    },
    Code {
        code: "compose-ignored",
        what: "a value that has no effect",
        why: "Docker compose drops it without a word.",
        ways: &[
            "correct the file at the place that is named",
        ],
    },
    Code {
        code: "project-name-invalid",
        what: "a project name that docker refuses",
        why: "Names consist of lower case letters, digits, hyphens and underscores, and begin with a letter or digit.",
        ways: &[
            "correct `name:`, `COMPOSE_PROJECT_NAME` or `-p`",
        ],
    },
    Code {
        code: "include-invalid",
        what: "an `include` that names nothing",
        why: "An entry of `include` must be a path, or a mapping with `path`.",
        ways: &[
            "correct the file at the place that is named",
        ],
    },
    Code {
        code: "include-cycle",
        what: "files that include each other",
        why: "Docker refuses projects that include themselves by a detour.",
        ways: &[
            "take one of the includes away",
        ],
    },
    Code {
        code: "include-limit",
        what: "too many includes",
        why: "More projects are included than any that is meant. See docs/limits.md.",
        ways: &[
            "merge some of them",
        ],
    },
    Code {
        code: "extends-invalid",
        what: "an `extends` that names no service",
        why: "`extends` must name a service, and a service must be a mapping.",
        ways: &[
            "correct the file at the place that is named",
        ],
    },
    Code {
        code: "extends-not-found",
        what: "an `extends` of what does not exist",
        why: "The base that a service extends is not where it says: docker refuses the project.",
        ways: &[
            "correct the name of the service or of the file",
        ],
    },
    Code {
        code: "extends-unknown",
        what: "an `extends` whose service nobody can tell",
        why: "A variable that nothing here sets has a part in the name of the service that is extended. What that one would have brought is unknown; the \
              rest is judged.",
        ways: &[
            "give the variable a value under `environments.variables` in plimsoll.yaml, with `--env-file`, or a default with `${NAME:-…}`",
        ],
    },
    Code {
        code: "extends-cycle",
        what: "services that extend each other",
        why: "A service cannot extend itself, not even by a detour.",
        ways: &[
            "take one of the `extends` away",
        ],
    },
    Code {
        code: "extends-too-deep",
        what: "too many services that extend each other in a row",
        why: "See docs/limits.md.",
        ways: &[
            "write out some of them",
        ],
    },
    Code {
        code: "merge-conflict",
        what: "values that cannot be merged",
        why: "Two files give the same attribute values of different kinds: docker refuses them together.",
        ways: &[
            "write both in the same form",
        ],
    },
    Code {
        code: "interpolation-syntax",
        what: "a `$` that begins no variable",
        why: "Docker refuses `${` without a name and a closing brace.",
        ways: &[
            "write `$$` for a literal dollar sign",
            "write `${NAME}` or `${NAME:-default}`",
        ],
    },
    Code {
        code: "interpolation-type",
        what: "a variable whose value is of the wrong kind",
        why: "After the variable is put in, the attribute needs a number or true or false, and this is none.",
        ways: &[
            "correct the value where it is set",
            "give the variable a default of the right kind",
        ],
    },
    Code {
        code: "interpolation-limit",
        what: "variables beyond what is followed",
        why: "See docs/limits.md.",
        ways: &[
            "use fewer variables, or shorter values",
        ],
    },
    Code {
        code: "env-file-format",
        what: "an unknown format of an env file",
        why: "`format` may only be `raw`.",
        ways: &[
            "write `format: raw`, or take it away",
        ],
    },
    Code {
        code: "env-file-unused",
        what: "an env file that nothing reads",
        why: "It was asked for, and the project at hand takes no part in it.",
        ways: &[
            "leave it away, or name it where it is meant",
        ],
    },
    Code {
        code: "env-syntax",
        what: "a line of an env file that docker refuses",
        why: "Docker compose stops at such a line and starts nothing. Where no project here reads the file (a sample, the env file of another \
        place) it is a warning: its other lines are judged, and what this one sets is not.",
        ways: &[
            "correct the file at the place that is named",
            "leave it out under `paths.exclude`, where it is no env file",
        ],
    },
    Code {
        code: "env-text-after-quote",
        what: "text after a closing quote",
        why: "Docker compose takes it in its own way, which is seldom what is meant.",
        ways: &[
            "put the whole value in quotes",
        ],
    },
    Code {
        code: "env-bare-last-line",
        what: "a last line with a name only",
        why: "Without a line break at the end docker compose reads it otherwise than elsewhere.",
        ways: &[
            "end the file with a line break, or give the name a value",
        ],
    },
    Code {
        code: "env-limit",
        what: "more in an env file than is read",
        why: "See docs/limits.md.",
        ways: &[
            "split the file",
        ],
    },
    Code {
        code: "environment-incomplete",
        what: "an environment that could not be read wholly, among others that are held against it",
        why: "The others are judged and compared; what rests on this one is to review.",
        ways: &[
            "what is told of its files, and correct it",
        ],
    },
    Code {
        code: "too-many-environments",
        what: "more environments of one application than are held against each other",
        why: "Each of them is judged by itself; what they have to have in common is not. See docs/limits.md.",
        ways: &[
            "a part of them at a time, by naming their directories",
        ],
    },
    Code {
        code: "too-many-projects",
        what: "more Compose projects than are judged, as small as they are",
        why: "See docs/limits.md.",
        ways: &[
            "a part of them at a time, by naming their directories",
        ],
    },
    Code {
        code: "too-many-overlays",
        what: "more overlays of a base than are judged",
        why: "See docs/limits.md.",
        ways: &[
            "`environments` in plimsoll.yaml, with the files that belong together",
        ],
    },
    Code {
        code: "too-many-ways",
        what: "more ways of starting, or files that may name some, than are followed",
        why: "Makefiles, scripts, workflows and texts say how projects are started. What fewer places name is not followed; the files are judged \
        as they would be if nobody said anything. See docs/limits.md.",
        ways: &[
            "`environments` in plimsoll.yaml, with the files that belong together",
        ],
    },
    Code {
        code: "too-many-problems",
        what: "more problems than are told one by one",
        why: "The rest is counted.",
        ways: &[
            "mend those that are told first",
        ],
    },
    Code {
        code: "command-limit",
        what: "a command line longer than is read",
        why: "What is beyond is not judged.",
        ways: &[
            "split it, or move it into a script",
        ],
    },
    Code {
        code: "yaml-syntax",
        what: "text that is no YAML",
        why: "The parser stops there, as docker compose does; the rest of the file is not judged.",
        ways: &[
            "correct the file at the place that is named",
        ],
    },
    Code {
        code: "yaml-tab",
        what: "a tab where YAML wants blanks",
        why: "Docker compose refuses it.",
        ways: &[
            "write blanks",
        ],
    },
    Code {
        code: "yaml-value",
        what: "a value that YAML of docker compose cannot read",
        why: "A number, a time or a tag that the reference refuses.",
        ways: &[
            "put it in quotes",
        ],
    },
    Code {
        code: "yaml-number",
        what: "a number that is read in an unexpected way",
        why: "YAML reads it in another base or with a fraction.",
        ways: &[
            "put it in quotes",
        ],
    },
    Code {
        code: "yaml-timestamp",
        what: "a value that YAML reads as a time",
        why: "The reference makes a time of it.",
        ways: &[
            "put it in quotes",
        ],
    },
    Code {
        code: "yaml-tag-mismatch",
        what: "a tag that does not fit its value",
        why: "Docker compose refuses it.",
        ways: &[
            "take the tag away, or correct the value",
        ],
    },
    Code {
        code: "yaml-duplicate-key",
        what: "a key twice",
        why: "Docker compose refuses mappings with the same key twice.",
        ways: &[
            "keep one of them",
        ],
    },
    Code {
        code: "yaml-non-string-key",
        what: "a key that is no text",
        why: "Docker compose refuses it.",
        ways: &[
            "put the key in quotes",
        ],
    },
    Code {
        code: "yaml-merge-value",
        what: "a merge key with something else than a mapping",
        why: "`<<` takes a mapping, an alias of one, or a list of them.",
        ways: &[
            "correct the file at the place that is named",
        ],
    },
    Code {
        code: "yaml-unknown-anchor",
        what: "an alias without an anchor",
        why: "No anchor of that name stands before it.",
        ways: &[
            "write the anchor first, or correct the name",
        ],
    },
    Code {
        code: "yaml-alias-cycle",
        what: "an alias inside of its own anchor",
        why: "It would never end.",
        ways: &[
            "take the alias away",
        ],
    },
    Code {
        code: "yaml-excessive-aliasing",
        what: "aliases that unfold to too much",
        why: "See docs/limits.md.",
        ways: &[
            "write fewer aliases of aliases",
        ],
    },
    Code {
        code: "yaml-too-deep",
        what: "values nested too deeply",
        why: "See docs/limits.md.",
        ways: &[
            "nest less",
        ],
    },
    Code {
        code: "yaml-too-many-nodes",
        what: "more values in one file than are read",
        why: "See docs/limits.md.",
        ways: &[
            "split the file",
        ],
    },
    Code {
        code: "yaml-too-many-documents",
        what: "more documents in one file than are read",
        why: "See docs/limits.md.",
        ways: &[
            "split the file",
        ],
    },
    Code {
        code: "yaml-documents",
        what: "several documents where one is meant",
        why: "Only one is read here.",
        ways: &[
            "keep one, or split the file",
        ],
    },
    Code {
        code: "yaml-line-break",
        what: "a character that only some parsers take as a line break",
        why: "Parsers differ in what the file says.",
        ways: &[
            "write plain line breaks",
        ],
    },
];
