//! Codes of problems in Dockerfiles, ignore files and build contexts.

use super::Code;

#[rustfmt::skip]
pub(super) const CODES: &[Code] = &[
    Code {
        code: "dockerfile-syntax",
        what: "an instruction that the builder refuses",
        why: "The builder stops there; the other instructions are judged.",
        ways: &[
            "correct the instruction at the place that is named",
        ],
    },
    Code {
        code: "dockerfile-directive",
        what: "a parser directive that the builder refuses",
        why: "Directives stand at the top, each once.",
        ways: &[
            "correct the instruction at the place that is named",
        ],
    },
    Code {
        code: "dockerfile-empty",
        what: "a Dockerfile without instructions",
        why: "The builder refuses it.",
        ways: &[
            "write at least FROM",
        ],
    },
    Code {
        code: "dockerfile-no-stage",
        what: "instructions before the first FROM",
        why: "Only ARG may stand there.",
        ways: &[
            "begin with FROM",
        ],
    },
    Code {
        code: "dockerfile-stage",
        what: "a stage that does not exist",
        why: "The target or a `--from` names no stage of the file.",
        ways: &[
            "correct the name, or write the stage",
        ],
    },
    Code {
        code: "dockerfile-image",
        what: "a reference that names no image",
        why: "The builder refuses it.",
        ways: &[
            "write registry/repository:tag, the repository in lower case",
        ],
    },
    Code {
        code: "dockerfile-expansion",
        what: "variables that the builder cannot put in",
        why: "Quotes, braces or an operator are not as the builder knows them.",
        ways: &[
            "correct the instruction at the place that is named",
        ],
    },
    Code {
        code: "dockerfile-heredoc",
        what: "a heredoc that does not end",
        why: "The builder refuses it.",
        ways: &[
            "write its end by itself on a line",
        ],
    },
    Code {
        code: "dockerfile-long-line",
        what: "a line longer than the builder reads",
        why: "The builder refuses it.",
        ways: &[
            "split the line",
        ],
    },
    Code {
        code: "dockerfile-frontend",
        what: "a syntax line that names another frontend",
        why: "Another program than BuildKit's own reads the file, so what it says may be something else.",
        ways: &[
            "judge it with care",
        ],
    },
    Code {
        code: "dockerfile-limit",
        what: "more in a Dockerfile than is judged",
        why: "See docs/limits.md.",
        ways: &[
            "split it up",
        ],
    },
    Code {
        code: "dockerfile-not-found",
        what: "a Dockerfile that is not there",
        why: "A service builds from a file that is not in this tree. Its image is not judged.",
        ways: &[
            "correct `build.context` or `build.dockerfile`",
            "judge it where it lies",
        ],
    },
    Code {
        code: "dockerignore-pattern",
        what: "a pattern that the builder refuses",
        why: "The builder stops at it.",
        ways: &[
            "correct the pattern",
        ],
    },
    Code {
        code: "dockerignore-limit",
        what: "more patterns than are read",
        why: "See docs/limits.md.",
        ways: &[
            "write fewer patterns",
        ],
    },
    Code {
        code: "context-not-listed",
        what: "a build context that cannot be listed",
        why: "Which files COPY and ADD take is unknown.",
        ways: &[
            "give read permission",
        ],
    },
    Code {
        code: "context-limit",
        what: "a build context with more files than are listed",
        why: "Which files COPY and ADD take is not wholly known. See docs/limits.md.",
        ways: &[
            "leave more out by .dockerignore",
        ],
    },
];
