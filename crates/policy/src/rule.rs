//! Noun: a rule, as its METADATA describes it.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// `target/bad-thing`, derived from the rule's folder: `policies/compose/service_privileged` → `compose/service-privileged`. Clones share the text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RuleId(Arc<str>);

impl RuleId {
    /// An id as text; rules are looked up by it, so any text is allowed.
    pub fn new(id: impl Into<Arc<str>>) -> Self {
        Self(id.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How bad it is. Ordered from harmless to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Hygiene.
    Low,
    /// Weakens the defence.
    Medium,
    /// Opens a way in or gives a secret away.
    High,
    /// Gives the host or everything away.
    Critical,
}

impl Severity {
    /// All, worst first.
    pub const ALL: [Self; 5] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Info];

    /// In lower case, as everywhere in reports and options.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Severity {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|s| s.as_str() == text)
            .ok_or_else(|| format!("`{text}` is none of critical, high, medium, low, info"))
    }
}

/// How sure a finding of the rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// May well be intended.
    Low,
    /// Usually right.
    Medium,
    /// Right unless the files lie.
    High,
}

/// What kind of subject a rule judges: each subject passes or fails the rule exactly once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    /// The whole project (only Compose projects).
    Project,
    /// Each service.
    Service,
    /// Each network.
    Network,
    /// Each volume.
    Volume,
    /// Each secret.
    Secret,
    /// Each config.
    Config,
    /// Each image build.
    Build,
    /// Each stage of each build.
    Stage,
    /// Each env file.
    EnvFile,
    /// The environments of each application, together.
    Environments,
}

impl SubjectKind {
    /// As METADATA calls it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Service => "service",
            Self::Network => "network",
            Self::Volume => "volume",
            Self::Secret => "secret",
            Self::Config => "config",
            Self::Build => "build",
            Self::Stage => "stage",
            Self::EnvFile => "env_file",
            Self::Environments => "environments",
        }
    }
}

/// Which sets a rule belongs to by default: `recommended` ⊂ `strict` ⊂ `all`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RuleSet {
    /// On by default: high precision, no matters of taste.
    Recommended,
    /// For those who want everything that matters.
    Strict,
    /// Contested and informative rules too.
    All,
}

/// A link to a primary source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Address.
    #[serde(rename = "ref")]
    pub url: String,
    /// What it is.
    #[serde(default)]
    pub description: Option<String>,
}

/// The id of another tool's rule that reports the same: `hadolint:DL3002`.
pub type Alias = String;

/// A parameter of a rule: read by the policy as `data.params.<target>.<rule>.<name>`, set under `rules:` in `plimsoll.yaml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Param {
    /// Its value unless configured; a configured value must be of the same JSON type.
    pub default: serde_json::Value,
    /// What it does.
    pub description: String,
    /// What it may be, where only these are known; of a list each of its elements.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
}

impl Param {
    /// The first text in a value that is none of those known; nothing where all are.
    pub fn unknown_in<'v>(&self, value: &'v serde_json::Value) -> Option<&'v str> {
        let one = std::slice::from_ref(value);
        let texts = value.as_array().map_or(one, Vec::as_slice).iter().filter_map(serde_json::Value::as_str);
        let mut unknown =
            texts.filter(|text| !self.values.is_empty() && !self.values.iter().any(|known| known == text));
        unknown.next()
    }
}

/// A file of an example.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Example {
    /// Relative to the example's folder.
    pub path: Arc<str>,
    /// Its text, with the `# expect:` marks.
    pub text: Arc<str>,
}

/// A rule, as its METADATA describes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// From its folder.
    pub id: RuleId,
    /// One line that names the bad thing.
    pub title: String,
    /// Why it matters.
    pub description: String,
    /// What to write instead.
    pub remediation: Arc<str>,
    /// By default; configuration and single findings may change it.
    pub severity: Severity,
    /// How sure its findings are.
    pub confidence: Confidence,
    /// `privileges`, `secrets`, `network`, ….
    pub category: String,
    /// What it judges.
    pub applies_to: SubjectKind,
    /// What a subject must have for the rule to speak of it, one of these at least: `build`, `driver=overlay`. Where this is empty it speaks of all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub applies_if: Vec<String>,
    /// The smallest set it is in.
    pub set: RuleSet,
    /// In the `recommended` set.
    pub default: bool,
    /// Version that introduced it.
    pub since: String,
    /// Primary sources.
    pub references: Vec<Reference>,
    /// CWE numbers.
    pub cwe: Vec<u32>,
    /// The same elsewhere.
    pub aliases: Vec<Alias>,
    /// Rules whose findings this one's tell too, where both are about the same subject and this one marks what they mark.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absorbs: Vec<RuleId>,
    /// Parameters by name.
    pub params: BTreeMap<String, Param>,
    /// Controls by framework id, from `policies/frameworks/*.yaml` and its own METADATA: `{"cis-docker-1.6": ["5.5"]}`.
    pub controls: BTreeMap<String, Vec<String>>,
    /// Files of the first good example, from `good/`.
    #[serde(skip)]
    pub good: Vec<Example>,
    /// Files of the first bad example.
    #[serde(skip)]
    pub bad: Vec<Example>,
    /// Path of the policy file, below `policies/` or as given.
    pub path: String,
    /// Rego package: `policies.compose.service_privileged`.
    pub package: String,
    /// The source that brought it, as its user calls it; nothing for a rule of ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Arc<str>>,
}

impl Rule {
    /// A rule of which only the id is said: where a test, or an example, sets what matters to it.
    pub fn named(id: &str) -> Self {
        Self {
            id: RuleId::new(id),
            title: "t".into(),
            description: "d".into(),
            remediation: "r".into(),
            severity: Severity::Low,
            confidence: Confidence::High,
            category: "c".into(),
            applies_to: SubjectKind::Service,
            applies_if: Vec::new(),
            set: RuleSet::Recommended,
            default: true,
            since: "0.1.0".into(),
            references: Vec::new(),
            cwe: Vec::new(),
            aliases: Vec::new(),
            absorbs: Vec::new(),
            params: BTreeMap::new(),
            controls: BTreeMap::new(),
            good: Vec::new(),
            bad: Vec::new(),
            path: String::new(),
            package: String::new(),
            source: None,
        }
    }
}
