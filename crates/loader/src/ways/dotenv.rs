//! Samples of a `.env`: what the `.env` that somebody makes of one will say. The `.env` itself is what docker compose goes by, and is read where
//! projects are grouped.

use super::Source;
use super::compose::Wish;
use super::reader::SourceReader;
use crate::document::env::EnvFormat;
use crate::load;
use crate::normalize::project::is_sample;

pub(super) const SOURCE: Source = Source { name: "env-sample", takes, read };

fn takes(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    // Of samples only those that a `.env` is made of.
    let is_dotenv = name.starts_with(".env") || name.starts_with("env.") || name.ends_with(".env");
    is_dotenv && is_sample(path)
}

fn read(reader: &mut SourceReader<'_>) {
    if !reader.text.contains("COMPOSE_FILE") {
        return;
    }
    let (document, _) = load::env::document(reader.file, reader.text, EnvFormat::Dotenv, &|_| None);
    let value = |key: &str| {
        let assignment = document.value(key)?;
        let value = assignment.value.clone().filter(|value| !value.is_empty() && !value.contains('$'))?;
        Some((value, assignment.span.start as usize))
    };
    let Some((list, start)) = value("COMPOSE_FILE") else { return };
    let separator = value("COMPOSE_PATH_SEPARATOR").map_or_else(|| ":".to_owned(), |(separator, _)| separator);
    let files = list.split(&separator).filter(|file| !file.is_empty()).map(str::to_owned).collect();
    let profiles = value("COMPOSE_PROFILES").map(|(list, _)| list.split(',').map(str::to_owned).collect());
    let name = value("COMPOSE_PROJECT_NAME").map(|(name, _)| name);
    let line = reader.line(start);
    let home = reader.home.to_owned();
    Wish { files, profiles: profiles.unwrap_or_default(), name, ..Wish::default() }.take_up(reader, &[home], line);
}
