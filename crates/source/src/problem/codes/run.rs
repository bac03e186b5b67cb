//! Codes of problems of a run: its configuration, its waivers, the tree, and the reports.

use super::Code;

#[rustfmt::skip]
pub(super) const CODES: &[Code] = &[
    Code {
        code: "config-invalid",
        what: "a configuration that is not right",
        why: "What the configuration wants is not done as long as this stands.",
        ways: &[
            "correct plimsoll.yaml at the place that is named; docs/configuration.md describes every key",
        ],
    },
    Code {
        code: "config-unreadable",
        what: "a configuration that cannot be read",
        why: "What the configuration wants is not done as long as this stands.",
        ways: &[
            "correct plimsoll.yaml at the place that is named; docs/configuration.md describes every key",
        ],
    },
    Code {
        code: "config-unknown-rule",
        what: "a rule in the configuration that does not exist",
        why: "What the configuration wants is not done as long as this stands.",
        ways: &[
            "correct plimsoll.yaml at the place that is named; docs/configuration.md describes every key",
        ],
    },
    Code {
        code: "config-unknown-param",
        what: "a parameter that its rule does not have",
        why: "What the configuration wants is not done as long as this stands.",
        ways: &[
            "correct plimsoll.yaml at the place that is named; docs/configuration.md describes every key",
        ],
    },
    Code {
        code: "config-param-type",
        what: "a parameter of the wrong kind",
        why: "What the configuration wants is not done as long as this stands.",
        ways: &[
            "correct plimsoll.yaml at the place that is named; docs/configuration.md describes every key",
        ],
    },
    Code {
        code: "config-param-value",
        what: "a value that a parameter does not know",
        why: "What the configuration wants is not done as long as this stands.",
        ways: &[
            "correct plimsoll.yaml at the place that is named; docs/configuration.md describes every key",
        ],
    },
    Code {
        code: "config-shadowed",
        what: "a configuration that another one hides",
        why: "What the configuration wants is not done as long as this stands.",
        ways: &[
            "correct plimsoll.yaml at the place that is named; docs/configuration.md describes every key",
        ],
    },
    Code {
        code: "config-not-ruling",
        what: "a part of a configuration that does not count here",
        why: "What the configuration wants is not done as long as this stands.",
        ways: &[
            "correct plimsoll.yaml at the place that is named; docs/configuration.md describes every key",
        ],
    },
    Code {
        code: "config-foreign",
        what: "a configuration that belongs to somebody else",
        why: "What the configuration wants is not done as long as this stands.",
        ways: &[
            "correct plimsoll.yaml at the place that is named; docs/configuration.md describes every key",
        ],
    },
    Code {
        code: "config-extends-missing",
        what: "a configuration that extends what is not there",
        why: "What the configuration wants is not done as long as this stands.",
        ways: &[
            "correct plimsoll.yaml at the place that is named; docs/configuration.md describes every key",
        ],
    },
    Code {
        code: "config-extends-cycle",
        what: "configurations that extend each other",
        why: "What the configuration wants is not done as long as this stands.",
        ways: &[
            "correct plimsoll.yaml at the place that is named; docs/configuration.md describes every key",
        ],
    },
    Code {
        code: "config-untrusted-policies",
        what: "policies that an untrusted tree names",
        why: "What the configuration wants is not done as long as this stands.",
        ways: &[
            "correct plimsoll.yaml at the place that is named; docs/configuration.md describes every key",
        ],
    },
    Code {
        code: "config-untrusted-output",
        what: "outputs that an untrusted tree names",
        why: "What the configuration wants is not done as long as this stands.",
        ways: &[
            "correct plimsoll.yaml at the place that is named; docs/configuration.md describes every key",
        ],
    },
    Code {
        code: "config-untrusted-baseline",
        what: "a baseline that an untrusted tree names",
        why: "What the configuration wants is not done as long as this stands.",
        ways: &[
            "correct plimsoll.yaml at the place that is named; docs/configuration.md describes every key",
        ],
    },
    Code {
        code: "floor-invalid",
        what: "a floor that is not right",
        why: "What the configuration wants is not done as long as this stands.",
        ways: &[
            "correct plimsoll.yaml at the place that is named; docs/configuration.md describes every key",
        ],
    },
    Code {
        code: "floor-builtin",
        what: "a floor that demands our rules",
        why: "What the configuration wants is not done as long as this stands.",
        ways: &[
            "correct plimsoll.yaml at the place that is named; docs/configuration.md describes every key",
        ],
    },
    Code {
        code: "floor-replace",
        what: "a floor that lets nobody replace our rules",
        why: "What the configuration wants is not done as long as this stands.",
        ways: &[
            "correct plimsoll.yaml at the place that is named; docs/configuration.md describes every key",
        ],
    },
    Code {
        code: "floor-baseline",
        what: "a floor that allows no baseline",
        why: "What the configuration wants is not done as long as this stands.",
        ways: &[
            "correct plimsoll.yaml at the place that is named; docs/configuration.md describes every key",
        ],
    },
    Code {
        code: "floor-environments",
        what: "a floor that counts the plain start too",
        why: "What the configuration wants is not done as long as this stands.",
        ways: &[
            "correct plimsoll.yaml at the place that is named; docs/configuration.md describes every key",
        ],
    },
    Code {
        code: "floor-exclude",
        what: "a floor that lets nobody exclude this",
        why: "What the configuration wants is not done as long as this stands.",
        ways: &[
            "correct plimsoll.yaml at the place that is named; docs/configuration.md describes every key",
        ],
    },
    Code {
        code: "floor-secrets",
        what: "a floor that lets nobody allow secrets",
        why: "What the configuration wants is not done as long as this stands.",
        ways: &[
            "correct plimsoll.yaml at the place that is named; docs/configuration.md describes every key",
        ],
    },
    Code {
        code: "baseline-invalid",
        what: "a baseline that is no report",
        why: "What the configuration wants is not done as long as this stands.",
        ways: &[
            "correct plimsoll.yaml at the place that is named; docs/configuration.md describes every key",
        ],
    },
    Code {
        code: "waiver-invalid",
        what: "a waiver that waives nothing as it stands",
        why: "The finding that it is about counts all the same.",
        ways: &[
            "correct the waiver; docs/waivers.md describes every key",
        ],
    },
    Code {
        code: "waiver-unused",
        what: "a waiver that covers nothing",
        why: "The finding that it is about counts all the same.",
        ways: &[
            "correct the waiver; docs/waivers.md describes every key",
        ],
    },
    Code {
        code: "waiver-expired",
        what: "a waiver whose day is over",
        why: "The finding that it is about counts all the same.",
        ways: &[
            "correct the waiver; docs/waivers.md describes every key",
        ],
    },
    Code {
        code: "waiver-too-severe",
        what: "a waiver of what may not be waived",
        why: "The finding that it is about counts all the same.",
        ways: &[
            "correct the waiver; docs/waivers.md describes every key",
        ],
    },
    Code {
        code: "unreadable-file",
        what: "a file that cannot be read",
        why: "It is not judged, but for a Compose file with a byte that is no UTF-8: docker refuses it, and what stands in it beside that is judged.",
        ways: &[
            "give read permission, or save it as UTF-8",
            "`paths.exclude`, if it is no configuration file",
        ],
    },
    Code {
        code: "other-encoding",
        what: "an env file or Dockerfile with bytes that are no UTF-8",
        why: "Docker takes the bytes as they are, so the file works. It is judged, with an unknown character in place of each of them: a word that holds one may not be known for what it is.",
        ways: &[
            "save it as UTF-8",
        ],
    },
    Code {
        code: "unreadable-directory",
        what: "a directory that cannot be listed",
        why: "What lies in it is not judged.",
        ways: &[
            "give read permission, or `paths.exclude`",
        ],
    },
    Code {
        code: "too-many-files",
        what: "more files than are looked at",
        why: "See docs/limits.md.",
        ways: &[
            "check a part of the tree, or `paths.exclude`",
        ],
    },
    Code {
        code: "too-deep",
        what: "directories nested too deeply",
        why: "See docs/limits.md.",
        ways: &[
            "check the directory below by itself",
        ],
    },
    Code {
        code: "odd-name",
        what: "a file whose name cannot be written",
        why: "Its name is no UTF-8 text or holds what would act on a terminal, so it is not judged.",
        ways: &[
            "rename the file",
        ],
    },
    Code {
        code: "link-not-followed",
        what: "a link that leads out of the tree, or nowhere",
        why: "What lies outside of the root is not read. A link to what is not there yet is a gap where it stands for an env file.",
        ways: &[
            "check a directory that holds both",
            "make what it leads to first, as whoever installs it does",
        ],
    },
    Code {
        code: "unknown-kind",
        what: "a file of no known kind",
        why: "Nothing says what it is, so it is not judged.",
        ways: &[
            "`--as KIND` where the verb has it, or rename the file",
        ],
    },
    Code {
        code: "ignore-file-skipped",
        what: "an ignore file that is not followed",
        why: "It is too large or cannot be read, so more is looked at than git would.",
        ways: &[
            "make it readable",
        ],
    },
    Code {
        code: "git-index-unread",
        what: "a git index that cannot be read",
        why: "What git tracks is unknown, so ignore files alone say what is left out.",
        ways: &[
            "`--no-ignore` looks everywhere",
        ],
    },
    Code {
        code: "several-repositories",
        what: "paths of several repositories",
        why: "Paths, waivers and identities are those of one repository.",
        ways: &[
            "check one repository at a time",
        ],
    },
    Code {
        code: "repository-link",
        what: "a repository behind a link",
        why: "It is not taken for the root.",
        ways: &[
            "check the true path",
        ],
    },
    Code {
        code: "repository-foreign",
        what: "a repository that belongs to somebody else",
        why: "Its configuration is not followed.",
        ways: &[
            "check your own checkout",
        ],
    },
    Code {
        code: "repository-elsewhere",
        what: "a repository whose data lies elsewhere",
        why: "What git tracks is not read from outside of the tree.",
        ways: &[
            "check a plain clone",
        ],
    },
    Code {
        code: "revision-no-repository",
        what: "revisions asked for where no repository is",
        why: "A revision is read from the objects of git beside the files. Here are none that count: it is no repository, a bare one, \
        one that lies elsewhere and does not name this checkout, or one whose references are kept in a form that is not read.",
        ways: &[
            "ask in a clone, or in a checkout that `git worktree add` made",
            "`--baseline` with a report from before, or two directories for `plimsoll diff`",
        ],
    },
    Code {
        code: "revision-unknown",
        what: "a revision that does not exist",
        why: "No branch, tag or commit has the name, several commits begin with the short hash, the history does not go back as far, or \
        it is a form of revision that is not read (`@{…}`, `:/…`). Read are names, hashes, `HEAD`, `~N` and `^N`.",
        ways: &[
            "`git branch -a`, `git tag` and `git log` list what there is",
            "`git fetch` brings the branches of the remote; `fetch-depth: 0` where actions/checkout made the clone",
        ],
    },
    Code {
        code: "revision-shallow",
        what: "a clone whose history is cut before the revision",
        why: "The clone is shallow: commits before a certain one are not in it, and the revision is one of them or needs one of them.",
        ways: &[
            "`git fetch --unshallow`",
            "`fetch-depth: 0` where actions/checkout made the clone; `GIT_DEPTH: 0` in GitLab",
        ],
    },
    Code {
        code: "revision-unrelated",
        what: "two revisions without a commit in common",
        why: "What a change brings is told against the commit where both histories part. None is known of these two: the clone is shallow, \
        or they have nothing to do with each other.",
        ways: &[
            "`git fetch --unshallow`, or `fetch-depth: 0` where actions/checkout made the clone",
            "`plimsoll diff A..B`, which compares both as they are",
        ],
    },
    Code {
        code: "revision-incomplete",
        what: "a revision of which objects are missing",
        why: "Something that the revision is made of is not in the repository: a partial clone leaves files out until git fetches them, a \
        clone may borrow them from a repository outside of the checkout, which is not read, or they are lost. Nothing is compared \
        with half of a revision.",
        ways: &[
            "clone without `--filter`, or `git fetch --refetch --no-filter`",
            "`git repack -a -d`, where `.git/objects/info/alternates` names another repository; then remove that file",
            "`git fsck` tells what is missing",
        ],
    },
    Code {
        code: "revision-unreadable",
        what: "a revision that is damaged, or larger than is read",
        why: "An object of the revision is not what its id says, or goes beyond a limit: git's objects can be made to unpack to any size.",
        ways: &[
            "`git fsck` tells what is damaged; a new clone is whole",
            "compare two check-outs, which are read as directories are",
        ],
    },
    Code {
        code: "nothing-found",
        what: "nothing there to judge",
        why: "Of what was asked for nothing is a Compose file, a Dockerfile or an env file.",
        ways: &[
            "name what is to be judged",
            "`--allow-empty`, where that may be nothing",
        ],
    },
    Code {
        code: "nothing-judged",
        what: "nothing that was judged",
        why: "Something was there, and no rule had a question about it.",
        ways: &[
            "name what is to be judged",
            "`--allow-empty`, where that may be nothing",
        ],
    },
    Code {
        code: "not-judged",
        what: "a path that came to nothing",
        why: "It was asked for, and no project took it.",
        ways: &[
            "name another path",
            "`--allow-empty`, where that may be nothing",
        ],
    },
    Code {
        code: "no-rules",
        what: "no rule that runs",
        why: "The choice of rules leaves none.",
        ways: &[
            "`--rule`, `--set` or the configuration choose others",
        ],
    },
    Code {
        code: "rules-not-run",
        what: "rules that did not run",
        why: "They were chosen, and nothing they judge by was at hand.",
        ways: &[
            "see the reason in the message",
        ],
    },
    Code {
        code: "secrets-limit",
        what: "more possible secrets than are looked at",
        why: "See docs/limits.md.",
        ways: &[
            "split the files",
        ],
    },
    Code {
        code: "sarif-truncated",
        what: "more results than a SARIF file may hold",
        why: "The least severe are left out of the file.",
        ways: &[
            "`--sarif-split` writes several files",
        ],
    },
    Code {
        code: "sarif-outside",
        what: "findings outside of the root",
        why: "A SARIF file has no place for them.",
        ways: &[
            "check a directory that holds them",
        ],
    },
    Code {
        code: "annotations-truncated",
        what: "more annotations than GitHub shows",
        why: "The rest is counted in the last one.",
        ways: &[
            "`-o markdown` to the job summary, or upload `-o sarif`",
        ],
    },
    Code {
        code: "internal",
        what: "a mistake of plimsoll",
        why: "The project or output is not judged or written; the others are.",
        ways: &[
            "report it, with the file if you may show it",
        ],
    },
];
