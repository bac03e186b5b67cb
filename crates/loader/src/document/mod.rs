//! Nouns: text trees with spans. Every value still knows where it was written; what it means is for `normalize` to say.

pub mod comment;
pub mod dockerfile;
pub mod dockerignore;
pub mod duration;
pub mod env;
pub mod template;
pub mod text;
pub mod yaml;
