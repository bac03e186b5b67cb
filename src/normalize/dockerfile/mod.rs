//! stub
use std::collections::BTreeMap;
pub struct BuildRequest {
    pub key: String,
    pub dockerfile: String,
    pub context: Option<String>,
    pub target: Option<String>,
    pub args: BTreeMap<String, Option<String>>,
    pub services: Vec<String>,
}
pub fn build(
    request: &BuildRequest,
    _d: &crate::document::dockerfile::Dockerfile,
    _f: &dyn crate::files::Files,
    _s: &crate::source::Sources,
    _k: &super::known::KnownImages,
    _o: &mut crate::model::Origins,
) -> (crate::model::Build, Vec<crate::problem::Problem>) {
    (
        crate::model::Build {
            at: crate::model::Address::root().child("builds").child(&request.key),
            key: request.key.clone(),
            dockerfile: request.dockerfile.clone(),
            inline: false,
            services: request.services.clone(),
            target: None,
            args: BTreeMap::new(),
            directives: BTreeMap::new(),
            global_args: vec![],
            stages: vec![],
            target_stage: None,
            effect: None,
            context: None,
        },
        vec![],
    )
}
