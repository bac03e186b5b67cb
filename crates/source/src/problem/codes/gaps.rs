//! Codes of gaps: what a deployment has and the files lack.

use super::Code;
use crate::problem::OF_CALLER;

#[rustfmt::skip]
pub(super) const CODES: &[Code] = &[
    Code {
        code: "variable-required",
        what: "required variables that nothing sets here",
        why: "A file writes `${NAME:?…}`, and neither an env file nor the configuration gives the value. Docker refuses to start \
        without it, as the author wants; a checkout is not expected to have it. The value is unknown: a rule whose verdict hangs \
        on it is to review or not assessed, everything else is judged.",
        ways: &[
            "`environments.variables` in plimsoll.yaml, for each environment that you start",
            "`--env-file FILE` where the deployment's env file is at hand, or `--env-from-shell`",
            "a default at the place of use, `${NAME:-default}`, where one is right everywhere",
            "`--complete` where the deployed tree is checked: then it is an error",
        ],
    },
    Code {
        code: "variable-unset",
        what: "variables that nothing sets here",
        why: "A file uses `${NAME}` without a default, and nothing at hand sets it. Docker would take it as blank; the deployment most \
        likely sets it. The value is unknown: a rule whose verdict hangs on it is to review or not assessed, everything else is \
        judged.",
        ways: &[
            "`environments.variables` in plimsoll.yaml, for each environment that you start",
            "`--env-file FILE` where the deployment's env file is at hand, or `--env-from-shell`",
            "a default at the place of use, `${NAME:-default}`, where one is right everywhere",
            "`--complete` where the deployed tree is checked: then it is an error",
        ],
    },
    Code {
        code: "default-refused",
        what: "variables whose defaults docker compose refuses",
        why: "A file writes `${NAME:-default}` or `${NAME-default}`, nothing at hand sets the variable, and with the default docker compose \
        refuses the file: a word where a number is needed, a port that is none, a file that is not there. Whoever sets the variable \
        starts the project all the same, so its value is unknown: a rule whose verdict hangs on it is to review or not assessed, \
        everything else is judged.",
        ways: &[
            "a default that docker compose takes",
            "`${NAME:?…}`, where no default is right and the deployment is to give the value",
            "`environments.variables` in plimsoll.yaml, or `--env-file FILE`, with the value of the deployment",
            "`--complete` where the deployed tree is checked: then it is an error",
        ],
    },
    Code {
        code: OF_CALLER,
        what: "variables of whoever starts it",
        why: "A file uses a variable that the shell of whoever starts the project has: `HOME`, `USER`, `DISPLAY` and the like, which every login \
        passes on, or `UID`, `GID` and `HOSTNAME`, which most shells keep to themselves until somebody exports them. No file is expected to \
        set it, so its value is unknown, also with `--complete`: a rule whose verdict hangs on it is to review or not assessed. `PWD` at the \
        begin of a path is the directory that docker compose is started in, and known.",
        ways: &[
            "`--env-from-shell` where the shell at hand is that of the deployment",
            "`environments.variables` in plimsoll.yaml, where it is always the same",
            "a default at the place of use, `${UID:-1000}`, where one is right everywhere",
            "a path from the project directory (`./data`) in place of one from a home directory",
        ],
    },
    Code {
        code: "env-file-missing",
        what: "env files that are not here",
        why: "A service or an include names an env file that is not in this tree: most are kept out of git on purpose. What it would \
        set is unknown; everything else is judged. A sample beside it (`.env.example`) stands in for it, marked as assumed.",
        ways: &[
            "`required: false` at the entry, where the service runs without it",
            "check the tree that has the file, with `--complete`",
            "correct the path, if the file lies elsewhere",
        ],
    },
    Code {
        code: "env-file-optional",
        what: "env files that services may do without, and that are not here",
        why: "A service names an env file with `required: false`, and it is not in this tree: docker compose starts the service without it, \
        and most deployments have it. What it would set is unknown: a rule whose verdict hangs on it is to review or not assessed, \
        everything else is judged.",
        ways: &[
            "`--complete` where the deployed tree is checked: then the file is not there either, and nothing is unknown",
            "a file of that name, where the deployment's values are at hand",
        ],
    },
    Code {
        code: "env-file-outside",
        what: "env files outside of the scanned root",
        why: "The path of an env file leads out of the tree that is checked, so it is not read; what it would set is unknown.",
        ways: &[
            "check a directory that holds it too",
            "`environments.env_files` in plimsoll.yaml",
        ],
    },
    Code {
        code: "label-file-missing",
        what: "label files that are not here",
        why: "A service names a label file that is not in this tree. Its labels are unknown; everything else is judged.",
        ways: &[
            "create it, or correct the path",
            "check the tree that has the file, with `--complete`",
        ],
    },
    Code {
        code: "remote-not-loaded",
        what: "bases on other machines",
        why: "An `include`, an `extends`, a build context or a Dockerfile lies on another machine. plimsoll reads local files only, so \
        what it would bring is unknown; everything else is judged.",
        ways: &[
            "put a copy next to the project and name that",
            "judge it where it lies",
        ],
    },
    Code {
        code: "compose-file-elsewhere",
        what: "Compose files that only a deployment has",
        why: "A Compose file that another one includes or extends is not here, and where it lies hangs on a variable that nothing \
        sets, on a submodule that is not checked out, or on a directory outside of the scanned root. What it would bring is \
        unknown; everything else is judged.",
        ways: &[
            "`git submodule update --init`, where it lies in a submodule",
            "`environments.variables` in plimsoll.yaml, where the path hangs on a variable",
            "check a directory that holds it too",
        ],
    },
    Code {
        code: "dockerfile-elsewhere",
        what: "Dockerfiles that only a deployment has",
        why: "A service builds from a Dockerfile that is not here: it lies in a submodule that is not checked out, outside of the \
        scanned root, or where a variable says that nothing sets. The image is unknown, so rules that look at it are not \
        assessed; everything else is judged.",
        ways: &[
            "`git submodule update --init`, where it lies in a submodule",
            "`environments.variables` in plimsoll.yaml, where the path hangs on a variable",
            "check a directory that holds it too",
        ],
    },
    Code {
        code: "dockerfile-unset",
        what: "builds whose Dockerfile hangs on a variable",
        why: "Which Dockerfile a service builds hangs on a variable that nothing sets. The one that a blank value leads to is judged; \
        the true one may be another.",
        ways: &[
            "`environments.variables` in plimsoll.yaml, for each environment that you start",
            "`--env-file FILE` where the deployment's env file is at hand, or `--env-from-shell`",
            "a default at the place of use, `${NAME:-default}`, where one is right everywhere",
        ],
    },
    Code {
        code: "dockerfile-base-unset",
        what: "base images that only a build argument names",
        why: "A FROM uses an ARG without a default, so nobody can tell the base image: a build must be given the argument. Rules about \
        the base image are not assessed; the instructions are judged.",
        ways: &[
            "`build.args` in the Compose file that builds it",
            "a default at the ARG, `ARG NAME=image:tag`",
            "`--build-arg NAME=VALUE`, or `build_args` in plimsoll.yaml",
        ],
    },
    Code {
        code: "build-argument-unset",
        what: "build arguments that nothing gives",
        why: "An instruction other than FROM and RUN begins a word with an ARG that has no default (`USER ${USER_ID}`, `ADD ${URL} /x`), and nothing \
        gives the argument. What it is to be is unknown: a rule whose verdict hangs on it is to review or not assessed, everything else is judged.",
        ways: &[
            "`build.args` in the Compose file that builds it",
            "`--build-arg NAME=VALUE`, or `build_args` in plimsoll.yaml",
            "a default at the ARG, where one is right everywhere",
        ],
    },
    Code {
        code: "build-argument-required",
        what: "build arguments that must be given",
        why: "An instruction writes `${NAME:?…}`, and nothing gives the argument. The builder refuses without it, as the author wants. \
        The instruction is judged with the value unknown.",
        ways: &[
            "`build.args` in the Compose file that builds it",
            "`--build-arg NAME=VALUE`, or `build_args` in plimsoll.yaml",
            "a default at the ARG, where one is right everywhere",
        ],
    },
    Code {
        code: "compose-fragment",
        what: "Compose files that complete others",
        why: "The file cannot be started by itself (a service without an image or a build, or references to what it does not declare), \
        and no file near it completes it. What it writes is judged; what it lacks is unknown.",
        ways: &[
            "`environments.files` in plimsoll.yaml, with the files that belong together",
            "`-f BASE -f FRAGMENT`",
        ],
    },
    Code {
        code: "template-placeholder",
        what: "placeholders that something fills in",
        why: "The file has placeholders of a template language or a build tool (`{{ name }}`, `${project.version}`, `@NAME@`). It parses with \
        them as opaque words, so it is judged; the words themselves are unknown.",
        ways: &[
            "judge what the template makes",
            "`paths.exclude` in plimsoll.yaml, where it is not meant for this tool",
        ],
    },
    Code {
        code: "bake-not-followed",
        what: "bake targets that cannot be followed",
        why: "Which Dockerfile a target of a bake file builds, or in which context, hangs on a variable without a default or on a \
        function that is not known here, or lies on another machine, or the file cannot be read. The Dockerfile is judged as a plain build makes it; what \
        the target would give it is unknown.",
        ways: &[
            "a default at the variable of the bake file",
            "`--build-arg NAME=VALUE`, or `build_args` in plimsoll.yaml",
            "`paths.exclude` in plimsoll.yaml, where the bake file is of no interest",
        ],
    },
];
