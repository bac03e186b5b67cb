//! What the terminal can do: width, colours, links. The library is told; it never asks.

use std::env;
use std::io::{self, IsTerminal};

use plimsoll_report::Options;

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum ColorChoice {
    /// When the output is a terminal (`NO_COLOR` and `CLICOLOR_FORCE` are honoured).
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// For standard output.
pub(crate) fn stdout(options: Options, color: Option<ColorChoice>) -> Options {
    let terminal = io::stdout().is_terminal();
    let links = terminal && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout);
    dressed(options, color, terminal, links)
}

/// For standard error.
pub(crate) fn stderr(options: Options, color: Option<ColorChoice>) -> Options {
    let terminal = io::stderr().is_terminal();
    let links = terminal && supports_hyperlinks::on(supports_hyperlinks::Stream::Stderr);
    dressed(options, color, terminal, links)
}

/// For a file: plain unless colours are asked for.
pub(crate) fn file(options: Options, color: Option<ColorChoice>) -> Options {
    Options { color: color == Some(ColorChoice::Always), ..options }
}

fn dressed(options: Options, color: Option<ColorChoice>, terminal: bool, links: bool) -> Options {
    let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let color = match color.unwrap_or(ColorChoice::Auto) {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if set("NO_COLOR") => false,
        ColorChoice::Auto if env::var_os("CLICOLOR_FORCE").is_some_and(|value| value != "0" && !value.is_empty()) => {
            true
        }
        ColorChoice::Auto => terminal && env::var_os("TERM").is_none_or(|term| term != "dumb"),
    };
    let width = if terminal { terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)) } else { None };
    let graphics = env::var_os("NO_GRAPHICS").is_none_or(|value| value == "0");
    Options { color, links, graphics, width: width.unwrap_or(options.width).clamp(40, 240), ..options }
}
