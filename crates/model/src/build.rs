//! Nouns: an image build: its Dockerfile, stage by stage, as the builder reads it, and the image that comes out.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Address, Argv, Command, Healthcheck, ImageRef, User, Word};

/// One image built from one Dockerfile for one target with one set of arguments.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Build {
    /// Its address: `/builds/web~1Dockerfile`.
    pub at: Address,
    /// Its key in `builds`.
    pub key: String,
    /// Path of the Dockerfile, relative to the repository root; of the Compose file for `dockerfile_inline`.
    pub dockerfile: String,
    /// Written inside a Compose file.
    pub inline: bool,
    /// Names of the services that build it, sorted; empty where nobody does.
    pub services: Vec<String>,
    /// The target as asked for; null for the last stage.
    pub target: Option<String>,
    /// Arguments given from outside, as the Compose file gives them (`***` where secret; null: taken from the shell).
    pub args: BTreeMap<String, Option<String>>,
    /// `# syntax=`, `# escape=`, `# check=` directives.
    pub directives: BTreeMap<String, String>,
    /// ARGs before the first FROM.
    pub global_args: Vec<Pair>,
    /// What stands before the first FROM, in order: the same ARGs as instructions.
    pub preamble: Vec<Instruction>,
    /// All stages in order.
    pub stages: Vec<Stage>,
    /// Index of the stage that is built; null where there is none (empty file, unknown target).
    pub target_stage: Option<usize>,
    /// The image that comes out: the effect of the target stage with all it inherits; null with `target_stage`.
    pub effect: Option<StageEffect>,
    /// The build context; null where the Dockerfile stands alone or the context is remote.
    pub context: Option<BuildContext>,
}

/// A build context: a directory, and what of it the builder gets.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BuildContext {
    /// Relative to the repository root.
    pub path: String,
    /// Nobody says so: the Dockerfile's own directory is taken, because an ignore file lies beside it.
    pub assumed: bool,
    /// The ignore file in force: `<Dockerfile>.dockerignore` or `.dockerignore` of the context; null where there is none.
    pub ignore: Option<IgnoreFile>,
    /// Files and directories of the context (at most 4,096, pruned directories such as `.git` and `node_modules` as one entry).
    pub files: Vec<ContextFile>,
    /// More files were there than are listed.
    pub truncated: bool,
}

/// A `.dockerignore` file.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct IgnoreFile {
    /// Its address.
    pub at: Address,
    /// Relative to the repository root.
    pub path: String,
    /// Its patterns in order.
    pub patterns: Vec<IgnorePattern>,
}

/// A pattern of an ignore file.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct IgnorePattern {
    /// Its address.
    pub at: Address,
    /// Cleaned as the builder does, without `!`.
    pub pattern: String,
    /// Written with `!`.
    pub negated: bool,
}

/// A file or directory of a build context.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ContextFile {
    /// Relative to the context.
    pub path: String,
    /// A directory that was not walked into.
    pub directory: bool,
    /// Left out of the context by the ignore file.
    pub ignored: bool,
}

/// A build stage.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Stage {
    /// Its address: `/builds/Dockerfile/stages/0`; marks the FROM instruction.
    pub at: Address,
    /// From 0.
    pub index: usize,
    /// Its name in lower case; null where it has none.
    pub name: Option<String>,
    /// The FROM instruction.
    pub from: StageFrom,
    /// Its instructions after FROM, in order.
    pub instructions: Vec<Instruction>,
    /// The image as it would be if this stage were built.
    pub effect: StageEffect,
    /// The built target is this stage.
    pub is_target: bool,
    /// The built target needs this stage (by FROM, `COPY --from` or `RUN --mount from=`), or is it.
    pub used: bool,
}

/// A FROM instruction.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StageFrom {
    /// Its address: `…/stages/0/from`; marks the image's word.
    pub at: Address,
    /// FROM as written: `from`.
    pub keyword_raw: String,
    /// AS as written; null where the stage has no name.
    pub as_raw: Option<String>,
    /// The comment line right above it; null where there is none.
    pub comment: Option<String>,
    /// As written.
    pub raw: String,
    /// `--platform` as written.
    pub platform: Option<String>,
    /// The stage's name as written after AS.
    pub alias: Option<String>,
    /// Variables in it.
    pub variables: Vec<String>,
    /// Without arguments from outside, with the defaults of ARGs alone, it names an image.
    pub default_valid: bool,
    /// What it builds on.
    pub base: StageBase,
}

/// What a stage builds on.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum StageBase {
    /// An image of a registry.
    Image {
        /// The reference after expansion of global ARGs.
        image: ImageRef,
    },
    /// An earlier stage.
    Stage {
        /// Its index.
        stage: usize,
    },
    /// Nothing.
    Scratch,
    /// Depends on an ARG without a value, or is no valid reference.
    Unknown,
}

/// One instruction. Fields that do not belong to its keyword are empty or null.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Instruction {
    /// Its address: `…/stages/0/instructions/3`; marks the instruction's first line, or its keyword where `key` is meant.
    pub at: Address,
    /// In upper case: `RUN`.
    pub keyword: String,
    /// As written: `Run`.
    pub keyword_raw: String,
    /// The text after the keyword and flags, continuations joined, comments dropped.
    pub text: String,
    /// The comment line right above it; null where there is none.
    pub comment: Option<String>,
    /// Flags: `--mount=…`, `--from=…`; at `…/flags/0`.
    pub flags: Vec<Flag>,
    /// JSON (exec) form.
    pub json: bool,
    /// The arguments after variable expansion where the builder expands them; at `…/args/0`. For ENV, ARG and LABEL see `pairs`, for RUN `commands`.
    pub args: Vec<Word>,
    /// ENV, ARG, LABEL: at `…/pairs/0`.
    pub pairs: Vec<Pair>,
    /// RUN, and CMD/ENTRYPOINT/HEALTHCHECK: the simple commands in the text, in heredocs and in `sh -c`.
    pub commands: Vec<Command>,
    /// RUN in shell form: words that make up the shell (`SHELL` in force).
    pub shell: Vec<String>,
    /// RUN: its mounts.
    pub mounts: Vec<RunMount>,
    /// COPY, ADD: what is copied where.
    pub copied: Option<Copied>,
    /// HEALTHCHECK.
    pub healthcheck: Option<Healthcheck>,
    /// EXPOSE.
    pub exposes: Vec<Expose>,
    /// CMD, ENTRYPOINT.
    pub argv: Option<Argv>,
    /// ONBUILD: the instruction it holds, at `…/trigger`.
    pub trigger: Option<Box<Instruction>>,
    /// Names of the heredocs.
    pub heredocs: Vec<String>,
    /// Variables (ARG/ENV) used in it that nothing defines at this point.
    pub undefined: Vec<Word>,
    /// Characters in the longest of its lines, heredocs left out.
    pub width: usize,
    /// It is followed by a continuation over an empty line (deprecated).
    pub empty_continuation: bool,
}

/// A flag of an instruction.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Flag {
    /// Its address.
    pub at: Address,
    /// Without dashes: `chown`.
    pub name: String,
    /// After `=`, as written; null where there is none.
    pub value: Option<String>,
}

/// A key and value of ENV, ARG or LABEL.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Pair {
    /// Its address; marks the value, or the key where `key` is meant or there is no value.
    pub at: Address,
    /// The key.
    pub key: String,
    /// Expanded value, `***` where it is a secret; null for an ARG without one.
    pub value: Option<String>,
    /// The old form `ENV key value`.
    pub legacy: bool,
    /// Every variable in it is known.
    pub known: bool,
}

/// A mount of RUN.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RunMount {
    /// The flag's address.
    pub at: Address,
    /// `bind`, `cache`, `tmpfs`, `secret`, `ssh`.
    pub kind: String,
    /// All its options as written.
    pub options: BTreeMap<String, String>,
}

/// What COPY or ADD copies.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Copied {
    /// Sources, expanded.
    pub sources: Vec<Word>,
    /// Destination, expanded; null where it is missing.
    pub destination: Option<Word>,
    /// Destination made absolute against WORKDIR, cleaned; null where unknown.
    pub destination_path: Option<String>,
    /// `--from=` as written.
    pub from: Option<String>,
    /// The stage that `from` names.
    pub from_stage: Option<usize>,
    /// The image that `from` names, where it is no stage.
    pub from_image: Option<ImageRef>,
    /// `--chown` as written.
    pub chown: Option<String>,
    /// `--chmod` as written.
    pub chmod: Option<String>,
    /// Addresses of sources that mean listed files of the context, all of which its ignore file leaves out.
    pub ignored: Vec<Address>,
    /// Paths of context files (relative to the context) that this copies into the image, as far as they are listed; the ignore file is applied.
    pub files: Vec<String>,
}

/// A port of EXPOSE.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Expose {
    /// Its address.
    pub at: Address,
    /// As written.
    pub text: String,
    /// First port; null where it is no number (a variable nothing sets, an invalid form).
    pub port: Option<u32>,
    /// Last port.
    pub end: Option<u32>,
    /// `tcp`, `udp`, `sctp`, as written.
    pub protocol: Option<String>,
    /// Whether the builder's form holds: `8080`, `8080/udp`, `8000-8010`.
    pub valid: bool,
}

/// A value of the image and the instruction that set it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(inline))]
pub struct Layered<T> {
    /// The instruction or pair.
    pub at: Address,
    /// The value.
    pub value: T,
    /// Index of the stage that set it (inherited where it is not this one).
    pub stage: usize,
}

/// What stands at the bottom of a stage, below all local ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum BaseKind {
    /// An image of a registry.
    Image,
    /// Nothing.
    Scratch,
    /// It depends on an ARG without a value, or is no valid reference.
    Unknown,
}

/// The image a stage makes: everything inherited through local stages, then changed by its own instructions.
/// What a remote base may bring is unknown unless the table of well-known images knows it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StageEffect {
    /// The reference at the bottom; null for scratch or unknown.
    pub base: Option<ImageRef>,
    /// What stands at the bottom.
    pub base_kind: BaseKind,
    /// Final USER.
    pub user: User,
    /// Final WORKDIR, absolute; null where the base decides.
    pub workdir: Option<Layered<String>>,
    /// ENV as known, by name.
    pub env: BTreeMap<String, Layered<String>>,
    /// LABELs as known.
    pub labels: BTreeMap<String, Layered<String>>,
    /// EXPOSEd ports: `8080/tcp`.
    pub exposed: Vec<Layered<String>>,
    /// VOLUME paths.
    pub volumes: Vec<Layered<String>>,
    /// Final HEALTHCHECK.
    pub healthcheck: Healthcheck,
    /// Final ENTRYPOINT; null where the base decides.
    pub entrypoint: Option<Argv>,
    /// Final CMD; null where the base decides (or ENTRYPOINT resets it).
    pub command: Option<Argv>,
    /// Final SHELL.
    pub shell: Option<Layered<Vec<String>>>,
    /// Final STOPSIGNAL.
    pub stop_signal: Option<Layered<String>>,
}
