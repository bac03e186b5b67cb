//! The schema of the input, derived. Only tests derive it, so that nothing that is built for use pays for it.

mod schema;
pub(crate) mod words;
