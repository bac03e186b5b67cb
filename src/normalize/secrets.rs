//! stub
pub fn find(
    _p: &mut crate::model::Project,
    _o: &mut crate::model::Origins,
    _s: &crate::source::Sources,
    _f: &dyn crate::files::Files,
    _show: bool,
) {
}
