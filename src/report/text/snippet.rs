//! A message with its source window, drawn by miette. Windows are cut by line index, so that thousands of findings stay linear.

use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    NarratableReportHandler, SourceCode, SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};

use textwrap::{WordSeparator, WordSplitter};

use super::super::Options;
use super::super::view::{Shown, View, printable};
use crate::finding::Mark;
use crate::policy::Severity;

/// More places beside the window than this are counted, not drawn, unless asked for.
const FURTHER_MARKS: usize = 2;

/// Lines of context around a mark.
const CONTEXT: u32 = 1;

/// What stands around a source window.
pub(super) struct Text {
    pub(super) severity: Option<Severity>,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

/// Writes message, source windows and help.
pub(super) fn write(
    view: &View<'_>,
    options: &Options,
    text: &Text,
    primary: Option<&Mark>,
    related: &[Mark],
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(primary) = primary else {
        let drawing = Drawing { text, window: None, labels: Vec::new(), help: true };
        return out.write_all(render(options, &drawing, CONTEXT as usize).as_bytes());
    };
    let file = primary.span.file;
    // What lies farther away would come first or cut the window in two: the place of the finding leads.
    let line = |mark: &Mark| view.place(mark.span).start.line;
    let is_near = |mark: &&Mark| mark.span.file == file && line(mark).abs_diff(line(primary)) <= 2 * CONTEXT + 1;
    let (here, elsewhere): (Vec<&Mark>, Vec<&Mark>) = related.iter().partition(is_near);
    let mut labels = vec![label(view, primary, true)];
    labels.extend(here.into_iter().filter(|mark| mark.span != primary.span).map(|mark| label(view, mark, false)));
    let last = elsewhere.is_empty();
    let drawing = Drawing { text, window: Some(Window(view.shown(file))), labels, help: last };
    out.write_all(render(options, &drawing, CONTEXT as usize).as_bytes())?;
    if !last {
        further(view, options, text, &elsewhere, out)?;
    }
    Ok(())
}

/// Places in other files or farther away: a window of one line each, then the help.
fn further(view: &View<'_>, options: &Options, text: &Text, marks: &[&Mark], out: &mut dyn Write) -> io::Result<()> {
    let drawn = if options.verbose { marks.len() } else { FURTHER_MARKS.min(marks.len()) };
    let bare = Text { severity: text.severity, message: String::new(), help: None };
    for mark in &marks[..drawn] {
        let window = Some(Window(view.shown(mark.span.file)));
        let drawing = Drawing { text: &bare, window, labels: vec![label(view, mark, true)], help: false };
        out.write_all(below_message(&render(options, &drawing, 0)).as_bytes())?;
    }
    if drawn < marks.len() {
        let places: Vec<String> = marks[drawn..]
            .iter()
            .map(|mark| view.place(mark.span))
            .map(|place| format!("{}:{}", printable(&place.path), place.start.line))
            .collect();
        writeln!(out, "  also: {}", places.join(", "))?;
    }
    let bare = Text { severity: text.severity, message: String::new(), help: text.help.clone() };
    let drawing = Drawing { text: &bare, window: None, labels: Vec::new(), help: true };
    out.write_all(below_message(&render(options, &drawing, 0)).as_bytes())
}

/// What is drawn below the (empty) message line.
fn below_message(drawn: &str) -> &str {
    drawn.split_once('\n').map_or("", |(_, below)| below)
}

fn label(view: &View<'_>, mark: &Mark, primary: bool) -> LabeledSpan {
    let span = view.tight(mark.span);
    let text = (!mark.label.is_empty()).then(|| printable(&mark.label));
    let span = SourceSpan::from((span.start as usize, span.range().len()));
    if primary { LabeledSpan::new_primary_with_span(text, span) } else { LabeledSpan::new_with_span(text, span) }
}

fn render(options: &Options, drawing: &Drawing<'_>, context: usize) -> String {
    let mut text = String::new();
    let rendered = if options.graphics {
        let theme = GraphicalTheme {
            characters: if options.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() },
            styles: if options.color { ThemeStyles::ansi() } else { ThemeStyles::none() },
        };
        GraphicalReportHandler::new_themed(theme)
            .with_width(options.width.clamp(40, 200))
            .with_urls(false)
            // Paths, image names and flags stay whole: they are there to be copied.
            .with_word_separator(WordSeparator::AsciiSpace)
            .with_word_splitter(WordSplitter::NoHyphenation)
            .with_context_lines(context)
            .tab_width(4)
            .without_syntax_highlighting()
            .render_report(&mut text, drawing)
    } else {
        NarratableReportHandler::new().with_context_lines(context).render_report(&mut text, drawing)
    };
    match rendered {
        Ok(()) => text,
        // Only when a span does not lie in its file: the message is worth more than the window.
        Err(fmt::Error) => format!("  {}\n", drawing.text.message),
    }
}

/// One message with one window, as miette takes it.
#[derive(Debug)]
struct Drawing<'a> {
    text: &'a Text,
    window: Option<Window>,
    labels: Vec<LabeledSpan>,
    help: bool,
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Display for Drawing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text.message)
    }
}

impl std::error::Error for Drawing<'_> {}

impl Diagnostic for Drawing<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.text.severity {
            Some(Severity::Critical | Severity::High) => miette::Severity::Error,
            Some(Severity::Medium) => miette::Severity::Warning,
            _ => miette::Severity::Advice,
        })
    }

    fn help<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        let help = self.text.help.as_ref().filter(|_| self.help)?;
        Some(Box::new(help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.window.as_ref().map(|window| window as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        (!self.labels.is_empty()).then(|| Box::new(self.labels.iter().cloned()) as Box<_>)
    }
}

/// A file of which miette gets only the lines around a span, found through the line index.
struct Window(Arc<Shown>);

impl fmt::Debug for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.file.path)
    }
}

impl SourceCode for Window {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (text, file) = (&*self.0.text, &self.0.file);
        let (start, end) = (span.offset(), span.offset() + span.len());
        if end > text.len() {
            return Err(MietteError::OutOfBounds);
        }
        let starts = file.line_starts();
        let line_of = |offset: usize| file.line(u32::try_from(offset).unwrap_or(u32::MAX)) as usize - 1;
        let line = line_of(start);
        let first = line.saturating_sub(before);
        // A span that ends with its line does not reach into the next one.
        let last = (line_of(end.max(start + 1).min(text.len()) - usize::from(end > start)).max(line) + after)
            .min(starts.len() - 1);
        let from = starts[first] as usize;
        let to = starts.get(last + 1).map_or(text.len(), |next| *next as usize);
        // Without context, miette asks where the span itself stands.
        let column = if before == 0 && after == 0 { column(text, from, start) } else { 0 };
        Ok(Box::new(MietteSpanContents::new_named(
            super::printable(&file.path),
            &text.as_bytes()[from..to],
            SourceSpan::from((from, to - from)),
            first,
            column,
            last - first + 1,
        )))
    }
}

/// Column (from 0) of an offset in the line that starts at `from`, as in all formats.
fn column(text: &str, from: usize, offset: usize) -> usize {
    text.get(from..offset).map_or(0, |before| before.trim_start_matches('\u{feff}').encode_utf16().count())
}
