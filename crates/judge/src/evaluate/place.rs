//! Addresses turned back into places: which token to mark, and how the value got there.

use crate::finding::Mark;
use plimsoll_model::{Address, Origins, ViaKind};
use plimsoll_policy::{MarkPart, Seen};

/// The mark for an address: the value of a scalar, the key of a mapping or list, and for something missing the key of what is nearest above.
pub(super) fn primary(
    origins: &Origins,
    model: Option<Seen<'_>>,
    at: &Address,
    part: Option<MarkPart>,
) -> Option<Mark> {
    let (found, origin) = origins.nearest(at)?;
    let missing = found != *at;
    // Of what could not be looked at, only subjects are told, and these are mappings.
    let is_collection = |model: Seen<'_>| model.pointer(at.as_str()).is_some_and(|it| it.is_object() || it.is_array());
    let whole = || model.is_none_or(is_collection);
    let key = match part {
        _ if missing => true,
        Some(MarkPart::Key) => true,
        Some(MarkPart::Value) => false,
        None => whole(),
    };
    let span = if key { origin.key.unwrap_or(origin.span) } else { origin.span };
    Some(Mark { span, label: String::new(), via: None })
}

/// How the value got there, then what the rule points at besides; nothing twice, nothing that the primary mark shows already.
pub(super) fn related(origins: &Origins, at: &Address, primary: &Mark, pointed: Vec<Mark>) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut push = |mark: Mark| {
        if mark.span != primary.span && !marks.iter().any(|m| m.span == mark.span) {
            marks.push(mark);
        }
    };
    if let Some((_, origin)) = origins.nearest(at) {
        for via in &origin.via {
            push(Mark { span: via.span, label: via_label(via.kind).to_owned(), via: Some(via.kind) });
        }
    }
    pointed.into_iter().for_each(push);
    marks
}

pub(super) fn via_label(kind: ViaKind) -> &'static str {
    match kind {
        ViaKind::Variable => "the variable is set here",
        ViaKind::Override => "overrides this",
        ViaKind::Extends => "extended here",
        ViaKind::Include => "included here",
        ViaKind::Alias => "used here",
        ViaKind::EnvFile => "the env file is named here",
        ViaKind::Assumed => "assumed, as this sample has it",
    }
}

/// Whether the value at an address contains a variable that nothing sets: the true value may then be another one.
pub(super) fn depends_on_unset(origins: &Origins, at: &Address) -> bool {
    origins.get(at).is_some_and(|origin| !origin.unset.is_empty())
}
