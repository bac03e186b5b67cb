//! Ignore comments of other tools, honoured through the aliases of our rules where the configuration allows it.

use super::directive::Reach;
use super::policy::Peer;

/// What a peer's comment says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PeerComment {
    pub(super) peer: Peer,
    pub(super) reach: Reach,
    /// Aliases (`hadolint:DL3002`); empty: every rule that the peer has too.
    pub(super) rules: Vec<String>,
    pub(super) reason: Option<String>,
    pub(super) until: Option<String>,
}

impl Peer {
    /// Every tool there is.
    const ALL: [Self; 6] = [Self::Hadolint, Self::Trivy, Self::Checkov, Self::Kics, Self::Dclint, Self::Buildkit];

    /// The prefix of its ids among aliases.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Hadolint => "hadolint",
            Self::Trivy => "trivy",
            Self::Checkov => "checkov",
            Self::Kics => "kics",
            Self::Dclint => "dclint",
            Self::Buildkit => "buildkit",
        }
    }
}

/// Whether a text has a word that comments of other tools begin with; most files have none.
pub(super) fn may_speak(text: &str) -> bool {
    let words = ["hadolint", "trivy:ignore", "tfsec:ignore", "checkov:skip", "kics-scan", "dclint", "check="];
    words.iter().any(|word| text.contains(word))
}

/// Reads a comment from its `#`; `first` where nothing but comments stands above it.
pub(super) fn parse(comment: &str, first: bool) -> Vec<PeerComment> {
    let body = comment.trim_start_matches(['#', ' ', '\t']).trim_end();
    Peer::ALL.into_iter().flat_map(|peer| read(peer, body, first)).collect()
}

fn read(peer: Peer, body: &str, first: bool) -> Vec<PeerComment> {
    let said = |reach, ids: Vec<&str>| PeerComment {
        peer,
        reach,
        rules: ids.into_iter().map(|id| format!("{}:{id}", peer.name())).collect(),
        reason: None,
        until: None,
    };
    let found = match peer {
        Peer::Hadolint => hadolint(body).map(|(reach, ids)| said(reach, ids)),
        Peer::Kics => kics(body, first).map(|(reach, ids)| said(reach, ids)),
        Peer::Dclint => dclint(body, first).map(|(reach, ids)| said(reach, ids)),
        Peer::Buildkit => buildkit(body).map(|ids| said(Reach::File, ids)),
        Peer::Checkov => body.strip_prefix("checkov:skip=").map(|rest| {
            let (id, reason) = rest.split_once(':').unwrap_or((rest, ""));
            let reason = Some(reason.trim().to_owned()).filter(|reason| !reason.is_empty());
            PeerComment { reason, ..said(Reach::File, vec![id.trim()]) }
        }),
        Peer::Trivy => {
            return trivy(body)
                .into_iter()
                .map(|(id, until)| PeerComment { until, ..said(Reach::Block, vec![id]) })
                .collect();
        }
    };
    found.into_iter().collect()
}

/// `hadolint ignore=DL3002,DL3008`, `hadolint global ignore=…`.
fn hadolint(body: &str) -> Option<(Reach, Vec<&str>)> {
    let rest = body.strip_prefix("hadolint")?.trim_start();
    let (reach, rest) = match rest.strip_prefix("global") {
        Some(rest) => (Reach::File, rest.trim_start()),
        None => (Reach::Line, rest),
    };
    let list = rest.strip_prefix("ignore")?.trim_start().strip_prefix('=')?;
    Some((reach, ids(list)))
}

/// `kics-scan ignore` (in the first line), `ignore-line`, `ignore-block`, `disable=ID,ID`.
fn kics(body: &str, first: bool) -> Option<(Reach, Vec<&str>)> {
    let rest = body.strip_prefix("kics-scan")?.trim_start();
    if let Some(list) = rest.strip_prefix("disable=") {
        return first.then(|| (Reach::File, ids(list))).filter(|(_, ids)| !ids.is_empty());
    }
    match rest.split_whitespace().next()? {
        "ignore" if first => Some((Reach::File, Vec::new())),
        "ignore-line" => Some((Reach::Line, Vec::new())),
        "ignore-block" => Some((Reach::Block, Vec::new())),
        _ => None,
    }
}

/// `dclint disable-file`, `dclint disable [rule…]` (at the top: the file), `dclint disable-line [rule…]`.
fn dclint(body: &str, first: bool) -> Option<(Reach, Vec<&str>)> {
    let mut words = body.strip_prefix("dclint")?.split([' ', '\t', ',']).filter(|word| !word.is_empty());
    let reach = match words.next()? {
        "disable-file" => Reach::File,
        "disable" if first => Reach::File,
        "disable" => Reach::Block,
        "disable-line" => Reach::Line,
        _ => return None,
    };
    Some((reach, words.collect()))
}

/// `check=skip=A,B;error=true`.
fn buildkit(body: &str) -> Option<Vec<&str>> {
    let options = body.strip_prefix("check=")?;
    let list = options.split(';').find_map(|option| option.trim().strip_prefix("skip="))?;
    if list.trim() == "all" { Some(Vec::new()) } else { Some(ids(list)).filter(|ids| !ids.is_empty()) }
}

/// `trivy:ignore:DS-0002`, `trivy:ignore:AVD-DS-0002:exp:2027-01-31`, several in a row.
fn trivy(body: &str) -> Vec<(&str, Option<String>)> {
    let one = |word: &'_ str| -> Option<(usize, usize, Option<String>)> {
        let rest = word.strip_prefix("trivy:ignore:").or_else(|| word.strip_prefix("tfsec:ignore:"))?;
        let start = word.len() - rest.len();
        let (id, tail) = rest.split_once(':').unwrap_or((rest, ""));
        let until = tail.split_once("exp:").map(|(_, day)| day.split(':').next().unwrap_or(day).to_owned());
        Some((start, id.len(), until))
    };
    let found = |word| one(word).map(|(start, length, until): (usize, usize, _)| (&word[start..start + length], until));
    body.split_whitespace().filter_map(found).filter(|(id, _)| !id.is_empty() && *id != "*").collect()
}

fn ids(list: &str) -> Vec<&str> {
    list.split(',').map(|id| id.split_whitespace().next().unwrap_or_default()).filter(|id| !id.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peers_comments_are_read() {
        let table: [(&str, bool, Reach, &[&str]); 12] = [
            ("# hadolint ignore=DL3002,DL3008", false, Reach::Line, &["hadolint:DL3002", "hadolint:DL3008"]),
            ("# hadolint global ignore=DL3002", false, Reach::File, &["hadolint:DL3002"]),
            ("#trivy:ignore:DS-0002", false, Reach::Block, &["trivy:DS-0002"]),
            ("# checkov:skip=CKV_DOCKER_3:it is built so", false, Reach::File, &["checkov:CKV_DOCKER_3"]),
            ("# kics-scan ignore-line", false, Reach::Line, &[]),
            ("# kics-scan ignore-block", false, Reach::Block, &[]),
            ("# kics-scan ignore", true, Reach::File, &[]),
            ("# kics-scan disable=a-b,c-d", true, Reach::File, &["kics:a-b", "kics:c-d"]),
            ("# dclint disable-line no-build-and-image", false, Reach::Line, &["dclint:no-build-and-image"]),
            ("# dclint disable", true, Reach::File, &[]),
            (
                "# check=skip=StageNameCasing,JSONArgsRecommended;error=true",
                true,
                Reach::File,
                &["buildkit:StageNameCasing", "buildkit:JSONArgsRecommended"],
            ),
            ("# check=skip=all", true, Reach::File, &[]),
        ];
        for (comment, first, reach, rules) in table {
            let said = parse(comment, first);
            assert_eq!(said.len(), 1, "{comment}");
            assert_eq!(
                (said[0].reach, said[0].rules.iter().map(String::as_str).collect::<Vec<_>>().as_slice()),
                (reach, rules),
                "{comment}"
            );
        }
        assert_eq!(parse("# checkov:skip=CKV_DOCKER_3:why not", false)[0].reason.as_deref(), Some("why not"));
        assert_eq!(parse("# trivy:ignore:AVD-DS-0002:exp:2027-01-31", false)[0].until.as_deref(), Some("2027-01-31"));
        for nothing in
            ["# kics-scan ignore", "# check=error=true", "# trivy:ignore:*", "# checkov", "# hadolint is good"]
        {
            assert_eq!(parse(nothing, false), [], "{nothing}");
        }
    }
}
