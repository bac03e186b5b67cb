//! Borders that a bug does not cross: a panic in one piece of work is told as what it is, and the rest goes on.
//!
//! What a panic says may quote what was read, secrets included. So only our own words (`internal: …`) are repeated, and the place in the code.

use std::cell::{Cell, RefCell};
use std::fmt::{self, Display, Formatter};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::Once;

/// A panic that was caught.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bug(String);

impl Display for Bug {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

thread_local! {
    static GUARDS: Cell<usize> = const { Cell::new(0) };
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Lets panics that nothing guards against end in one plain line on stderr; for the binary, before anything else.
pub fn plain_panics() {
    panic::set_hook(Box::new(|info| {
        use std::io::Write as _;
        // Nobody is left to be told that stderr is closed.
        let _unread = writeln!(std::io::stderr(), "plimsoll: {}", said(info));
    }));
}

/// Does the work; what panics in it comes back.
///
/// # Errors
/// The panic, as a place in the code.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Bug> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if GUARDS.get() == 0 {
                before(info);
            } else {
                LAST.set(Some(said(info)));
            }
        }));
    });
    GUARDS.set(GUARDS.get() + 1);
    // What a piece of work leaves half done is its own: it is dropped with it.
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    GUARDS.set(GUARDS.get() - 1);
    // A panic of another thread, which was waited for, has been told there.
    done.map_err(|_payload| Bug(LAST.take().unwrap_or_else(|| "internal error".to_owned())))
}

fn said(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let text = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let ours = text.filter(|text| text.starts_with("internal: ")).unwrap_or("internal error");
    match info.location() {
        Some(place) => format!("{ours} ({}:{})", inside(place.file()), place.line()),
        None => ours.to_owned(),
    }
}

/// The path of a source file from its package on: where the package lies is nobody's business.
fn inside(path: &str) -> &str {
    let below = path.rfind("/src/").and_then(|at| path[..at].rfind('/'));
    below.map_or(path, |at| &path[at + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_comes_back_as_a_place_without_what_it_quotes() {
        assert_eq!(guarded(|| 1), Ok(1));
        let quoted = guarded(|| -> u8 { panic!("no boundary in `{}`", "text") }).expect_err("it panics").to_string();
        assert!(quoted.starts_with("internal error (") && quoted.contains("guard.rs:"), "{quoted}");
        assert!(!quoted.contains("text"), "{quoted}");
        let ours = guarded(|| -> u8 { panic!("internal: {} is gone", "it") }).expect_err("it panics").to_string();
        assert!(ours.starts_with("internal: it is gone (") && !ours.contains("//"), "{ours}");
        let nested = guarded(|| guarded(|| -> u8 { panic!("x") }).is_err());
        assert_eq!(nested, Ok(true));
        assert_eq!(
            inside("/home/x/.cargo/registry/src/index/granit-parser-2.1.0/src/a.rs"),
            "granit-parser-2.1.0/src/a.rs"
        );
        assert_eq!(inside("src/a.rs"), "src/a.rs");
    }
}
