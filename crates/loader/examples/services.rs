//! Loads the Compose projects below a directory as `docker compose up` would, and says where each image is written:
//! `cargo run -p plimsoll-loader --example services -- examples/shop`.

use std::error::Error;
use std::path::Path;

use plimsoll_loader::discover::{self, Selection};
use plimsoll_loader::disk::DiskFiles;
use plimsoll_loader::model::KnownImages;
use plimsoll_loader::normalize::compose::ComposeRequest;
use plimsoll_loader::normalize::project::{self, Surroundings};
use plimsoll_loader::normalize::units;
use plimsoll_loader::normalize::way::Building;
use plimsoll_loader::source::Sources;

#[allow(clippy::print_stdout, reason = "it is what an example is for")]
fn main() -> Result<(), Box<dyn Error>> {
    let root = std::env::args().nth(1).ok_or("which directory?")?;
    let files = DiskFiles::new(Path::new(&root))?;
    let sources = Sources::default();
    let found = discover::candidates(&files, &[".".to_owned()], &Selection::new(&[], &[], false)?);
    let (known, building) = (KnownImages::default(), Building::default());
    let around = Surroundings {
        files: &files,
        sources: &sources,
        candidates: &found.candidates,
        known: &known,
        building: &building,
        show_secrets: false,
    };
    for unit in units::units(&found.candidates, &[], &files, &sources).compose {
        let request = ComposeRequest { directory: unit.directory, files: unit.files, ..ComposeRequest::default() };
        let (loaded, problems) = project::compose(&request, None, around);
        for problem in problems {
            println!("{}: {}", problem.code, *sources.show_message(&problem.message, None));
        }
        let Some(loaded) = loaded else { continue };
        for service in loaded.project.services.values() {
            let Some(image) = service.config.get("image").and_then(|image| image.as_str()) else { continue };
            let Some((_, origin)) = loaded.origins.nearest(&service.at.child("image")) else { continue };
            let place = sources.location(origin.span);
            println!("{}:{}: {} runs {}", place.path, place.start.line, service.key, *sources.show(image.to_owned()));
        }
    }
    Ok(())
}
