//! A message with its source window, drawn by miette. Windows are cut by line index, so that thousands of findings stay linear.

use std::collections::HashMap;
use std::fmt;
use std::io::{self, Write};

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    NarratableReportHandler, SourceCode, SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};

use textwrap::{WordSeparator, WordSplitter};

use super::super::Options;
use super::super::inert;
use super::super::view::View;
use super::super::window::{ELLIPSIS, MAX_COLUMNS, cut};
use plimsoll_judge::finding::Mark;
use plimsoll_policy::Severity;
use plimsoll_source::Span;

/// More places beside the window than this are counted, not drawn, unless asked for.
const FURTHER_MARKS: usize = 2;

/// More of those than this are only counted.
const NAMED_MARKS: usize = 20;

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
        let drawing = Drawing { text, window: None, help: true };
        return out.write_all(render(options, &drawing, CONTEXT as usize).as_bytes());
    };
    // What lies farther away would come first or cut the window in two: the place of the finding leads.
    let (here, elsewhere): (Vec<&Mark>, Vec<&Mark>) =
        related.iter().filter(|mark| mark.span != primary.span).partition(|mark| is_near(view, primary, mark));
    let marks: Vec<&Mark> = std::iter::once(primary).chain(here).collect();
    let last = elsewhere.is_empty();
    let drawing = Drawing { text, window: Some(Window::new(view, options, &marks, CONTEXT)), help: last };
    out.write_all(render(options, &drawing, CONTEXT as usize).as_bytes())?;
    if !last {
        further(view, options, text, &elsewhere, out)?;
    }
    Ok(())
}

/// Whether a mark is drawn in the window of another: a few lines away at most, and in the part of a long line that is shown.
fn is_near(view: &View<'_>, primary: &Mark, mark: &Mark) -> bool {
    let line = |mark: &Mark| view.place(mark.span).start.line;
    if mark.span.file != primary.span.file || line(mark).abs_diff(line(primary)) > 2 * CONTEXT + 1 {
        return false;
    }
    let file = view.seen(mark.span.file);
    let whole = file.page.line_range(line(mark)).len() <= MAX_COLUMNS;
    let at = |mark: &Mark| file.page.range(view.tight(mark.span)).start;
    whole || (line(mark) == line(primary) && at(mark).abs_diff(at(primary)) < 80)
}

/// Places in other files or farther away: a window of one line each, then the help.
fn further(view: &View<'_>, options: &Options, text: &Text, marks: &[&Mark], out: &mut dyn Write) -> io::Result<()> {
    let drawn = if options.verbose { marks.len() } else { FURTHER_MARKS.min(marks.len()) };
    let bare = Text { severity: text.severity, message: String::new(), help: None };
    for mark in &marks[..drawn] {
        let drawing = Drawing { text: &bare, window: Some(Window::new(view, options, &[mark], 0)), help: false };
        out.write_all(below_message(&render(options, &drawing, 0)).as_bytes())?;
    }
    if drawn < marks.len() {
        let left = &marks[drawn..];
        let places: Vec<String> = left
            .iter()
            .take(NAMED_MARKS)
            .map(|mark| view.place(mark.span))
            .map(|place| format!("{}:{}", inert::name(&place.path), place.start.line))
            .collect();
        let more = left.len() - places.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        writeln!(out, "  also: {}{more}", places.join(", "))?;
    }
    let bare = Text { severity: text.severity, message: String::new(), help: text.help.clone() };
    let drawing = Drawing { text: &bare, window: None, help: true };
    out.write_all(below_message(&render(options, &drawing, 0)).as_bytes())
}

/// What is drawn below the (empty) message line.
fn below_message(drawn: &str) -> &str {
    drawn.split_once('\n').map_or("", |(_, below)| below)
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
        self.window.as_ref().map(|window| Box::new(window.labels.iter().cloned()) as Box<_>)
    }
}

/// The lines around some marks of a file, secrets masked, the long ones cut, and the marks in them. miette sees nothing of the file but this.
#[derive(Default)]
struct Window {
    name: String,
    text: String,
    lines: Vec<Line>,
    labels: Vec<LabeledSpan>,
    /// The column (from 0) that a label has in the file, by where it begins here: masks and cuts move it.
    columns: HashMap<usize, usize>,
}

/// A line of a window.
struct Line {
    /// From 0.
    number: usize,
    /// Where its text begins in the window's.
    start: usize,
}

impl Window {
    /// A window with `context` lines around the marks, the first of which leads. They lie in one file.
    fn new(view: &View<'_>, options: &Options, marks: &[&Mark], context: u32) -> Self {
        let spans: Vec<(Span, &Mark)> = marks.iter().map(|mark| (view.tight(mark.span), *mark)).collect();
        let mut window = Self::default();
        let Some(((primary, _), file)) = spans.first().map(|first| (first, view.seen(first.0.file))) else {
            return window;
        };
        window.name = inert::name(file.page.path());
        let line_of = |span: &Span| file.page.line(*span);
        let (first, last) = spans
            .iter()
            .fold((u32::MAX, 0), |(first, last), (span, _)| (first.min(line_of(span)), last.max(line_of(span))));
        for number in first.saturating_sub(context).max(1)..=(last + context).min(file.page.lines()) {
            let whole = file.line(number);
            let start = file.page.line_range(number).start;
            let inside = |span: &Span| {
                let shown = file.page.range(*span);
                (shown.start - start).min(whole.len())..(shown.end - start).min(whole.len())
            };
            let on_line = || spans.iter().filter(|(span, _)| line_of(span) == number);
            let leading = on_line().find(|(span, _)| span == primary).or_else(|| on_line().next());
            let mark = whole.len() - whole.trim_start_matches('\u{feff}').len();
            let shown = cut(whole, leading.map_or(0..0, |(span, _)| inside(span)));
            let shown = shown.start.max(mark)..shown.end.max(mark);
            let dots = if options.unicode { ELLIPSIS.to_string() } else { "...".to_owned() };
            let before = if shown.start > mark { dots.as_str() } else { "" };
            let line = Line { number: number as usize - 1, start: window.text.len() };
            let shift = line.start + before.len();
            for (span, mark) in on_line() {
                let at = inside(span);
                let (from, to) = (at.start.clamp(shown.start, shown.end), at.end.clamp(shown.start, shown.end));
                let text = (!mark.label.is_empty()).then(|| inert::line(&mark.label));
                let place = SourceSpan::from((shift + from - shown.start, to - from));
                window.columns.entry(place.offset()).or_insert_with(|| view.place(*span).start.column as usize - 1);
                window.labels.push(if span == primary && mark.span == marks[0].span {
                    LabeledSpan::new_primary_with_span(text, place)
                } else {
                    LabeledSpan::new_with_span(text, place)
                });
            }
            window.text.push_str(before);
            window.text.push_str(&whole[shown.clone()]);
            window.text.push_str(if shown.end < whole.len() { &dots } else { "" });
            window.text.push('\n');
            window.lines.push(line);
        }
        // As they stand in the marks: the first one leads.
        window.labels.sort_by_key(|label| !label.primary());
        window
    }

    /// The line that an offset of the window lies in.
    fn line_of(&self, offset: usize) -> usize {
        self.lines.partition_point(|line| line.start <= offset).saturating_sub(1)
    }
}

impl fmt::Debug for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl SourceCode for Window {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (start, end) = (span.offset(), span.offset() + span.len());
        let line = self.line_of(start);
        let first = line.saturating_sub(before);
        // A span that ends with its line does not reach into the next one.
        let last = (self.line_of(end.max(start + 1) - 1).max(line) + after).min(self.lines.len().saturating_sub(1));
        let (Some(head), true) = (self.lines.get(first), end <= self.text.len()) else {
            return Err(MietteError::OutOfBounds);
        };
        let to = self.lines.get(last + 1).map_or(self.text.len(), |next| next.start);
        // Without context, miette asks where the span itself stands.
        let column = self.columns.get(&start).copied().filter(|_| before == 0 && after == 0).unwrap_or_default();
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            &self.text.as_bytes()[head.start..to],
            SourceSpan::from((head.start, to - head.start)),
            head.number,
            column,
            last - first + 1,
        )))
    }
}
