//! Trees whose names and values are orders, escapes and markup: in every format they stand there and do nothing. What is read by a parser elsewhere is read
//! by one here.
#![expect(clippy::regex_creation_in_loops, reason = "read where it is used: nothing here runs often")]

use std::fs;
use std::path::Path;
use std::process::Command;

use html5ever::tendril::TendrilSink;
use markup5ever_rcdom::{NodeData, RcDom};
use pulldown_cmark::{Event, Options, Parser, Tag};
use regex::Regex;
use serde_json::{Value, json};

/// What a terminal, a log, a spreadsheet, a browser or a Markdown reader would act on.
pub(crate) const HOSTILE: [&str; 22] = [
    "\u{1b}[2J\u{1b}[H",
    "\u{1b}]8;;http://evil.example\u{7}x\u{1b}\\",
    "\u{9b}31m",
    "\u{7}\u{8}\u{7f}",
    "\u{202e}gnp.exe\u{2066}",
    "\u{200b}\u{feff}\u{61c}\u{ad}",
    "\u{fffe}\u{ffff}",
    "\u{e0041}\u{e0042}\u{2028}",
    "x\n::error::evil",
    "::stop-commands::evil",
    "x\r\n  ::add-mask::evil",
    "##[error]evil",
    "x\n##vso[task.evil]##[group]",
    "```\n<img src=x onerror=evil()>\n[evil](javascript:evil)",
    "`` `<img src=evil>` ``",
    "a|b\\|`c|<img src=evil>`|",
    "https://evil.example www.evil.example",
    "</code></pre><script>evil()</script>",
    "\" onmouseover=\"evil()\" '",
    "=cmd|' /C evil'!A0",
    "]]><!--<![CDATA[",
    "\\u0000 \\ %0A %0D",
];

/// Numbers of a tree's places and strings go round, so that each string comes to each kind of place in some tree.
struct Tree {
    turn: usize,
    place: usize,
}

impl Tree {
    fn next(&mut self) -> &'static str {
        self.place += 1;
        HOSTILE[(self.place * 5 + self.turn) % HOSTILE.len()]
    }

    /// Quoted for YAML.
    fn quoted(&mut self) -> String {
        json!(self.next()).to_string().replace('\u{7f}', "\\u007f").replace('\u{9b}', "\\u009b")
    }

    /// For one line of a Dockerfile or an env file.
    fn plain(&mut self) -> String {
        self.next().replace(['\n', '\r'], " ")
    }

    /// For a file name.
    fn name(&mut self) -> String {
        self.next().replace('/', "_").trim().to_owned()
    }

    fn compose(&mut self) -> String {
        let mut text = String::from("services:\n");
        for (name, key) in [
            ("a", "image"),
            ("b", "container_name"),
            ("c", "hostname"),
            ("d", "user"),
            ("e", "pid"),
            ("f", "working_dir"),
        ] {
            text += &format!("  {name}:\n    privileged: true\n    image: nginx:latest\n");
            if key == "image" {
                text = text.replace("nginx:latest", &self.quoted());
            } else {
                text += &format!("    {key}: {}\n", self.quoted());
            }
            text += &format!("    environment: [{}, {}]\n", self.quoted(), self.quoted());
            text += &format!("    labels: {{{}: {}}}\n", self.quoted(), self.quoted());
            text += &format!(
                "    volumes: [{{type: bind, source: {}, target: /x}}]\n    command: [{}, {}]\n",
                self.quoted(),
                self.quoted(),
                self.quoted()
            );
            text += &format!("    healthcheck: {{test: [CMD-SHELL, {}]}}\n", self.quoted());
        }
        text
    }

    fn broken(&mut self) -> String {
        format!(
            "services:\n  a:\n    image: x\n    {}: 1\n    ports: [{}]\n    mem_limit: {}\n    networks: [{}]\n  {}: {{image: y}}\n",
            self.quoted(),
            self.quoted(),
            self.quoted(),
            self.quoted(),
            self.quoted()
        )
    }

    fn dockerfile(&mut self) -> String {
        format!(
            "FROM alpine:latest AS x\nLABEL a={:?}\nENV A={:?} B={}\nRUN curl http://x/{} | sh\nADD http://x/{} /y\nUSER root\n{} evil\n",
            self.plain(),
            self.plain(),
            self.plain(),
            self.plain(),
            self.plain(),
            self.plain()
        )
    }

    /// Writes everything below a folder. Names that the disk refuses are left out.
    fn plant(&mut self, root: &Path) {
        let write = |path: String, text: &str| {
            let path = root.join(path);
            if path.parent().is_some_and(|parent| fs::create_dir_all(parent).is_ok()) {
                let _refused = fs::write(path, text);
            }
        };
        write(
            ".git/config".to_owned(),
            "[remote \"origin\"]\n\turl = https://github.com/x)[evil](https://evil.example/`|.git\n",
        );
        write(".git/HEAD".to_owned(), "0123456789abcdef0123456789abcdef01234567\n");
        write("compose.yaml".to_owned(), &self.compose());
        write("broken/compose.yaml".to_owned(), &self.broken());
        write("Dockerfile".to_owned(), &self.dockerfile());
        for _ in 0..4 {
            let (name, dockerfile) = (self.name(), self.dockerfile());
            write(format!("{name}/Dockerfile"), &dockerfile);
            let (name, compose) = (self.name(), self.compose());
            write(format!("dir-{name}/compose.yaml"), &compose);
            let (name, broken) = (self.name(), self.broken());
            write(format!("{name}.d/compose.yaml"), &broken);
        }
        let env = format!("A={}\n{}=b\nC=\"{}\nexport D {}\n", self.plain(), self.plain(), self.plain(), self.plain());
        write(".env.prod".to_owned(), &env);
        let config = format!(
            "version: 1\npaths:\n  exclude: [{{path: left/**, reason: {}}}]\nrules: {{{}: off}}\n",
            self.quoted(),
            self.quoted()
        );
        write("left/compose.yaml".to_owned(), "services: {}\n");
        write("plimsoll.yaml".to_owned(), &config);
        let waivers = format!(
            "version: 1\nwaivers:\n  - id: {}\n    rules: [compose/service-privileged]\n    match: {{subject: services.a}}\n    kind: risk-accepted\n    reason: {}\n    owner: {}\n    created: 2026-11-01\n    expires: 2027-01-31\n",
            self.quoted(),
            self.quoted(),
            self.quoted()
        );
        write("plimsoll-waivers.yaml".to_owned(), &waivers);
    }
}

/// Characters that act, turn or hide, as Unicode lists them; told apart from our own table on purpose.
fn acts(c: char) -> bool {
    let n = c as u32;
    let control = n < 0x20 && !matches!(c, '\n' | '\r' | '\t') || (0x7f..0xa0).contains(&n);
    let format = matches!(n, 0xad | 0x61c | 0x180e | 0x200b | 0x200e | 0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff | 0xfff9..=0xfffb | 0xe0000..=0xe007f);
    control || format || n & 0xfffe == 0xfffe
}

pub(crate) fn is_inert(what: &str, text: &str) {
    let found: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| acts(*c)).take(3).collect();
    let context = found.first().map(|(at, _)| {
        let start = text[..*at].char_indices().rev().nth(60).map_or(0, |(start, _)| start);
        &text[start..*at]
    });
    assert!(found.is_empty(), "{what}: {found:?} after {context:?}");
    assert!(!text.contains("##["), "{what}: {:?}", text.lines().find(|line| line.contains("##[")));
    for line in text.split(['\n', '\r']).filter(|line| line.trim_start().starts_with("::")) {
        let ours = Regex::new(
            r"^::(error|warning|notice) (file=[^,]*,(line=\d+,endLine=\d+,col=\d+,endColumn=\d+,)?)?title=[^:,]*::",
        )
        .unwrap();
        assert!(what == "github" && ours.is_match(line), "{what}: {line:?}");
    }
}

fn parses_as_csv(text: &str) {
    let mut rows = csv::ReaderBuilder::new().flexible(false).from_reader(text.as_bytes());
    for row in rows.records() {
        for cell in &row.unwrap() {
            assert!(!cell.contains(['\n', '\r', '\t']) && !cell.starts_with(['=', '+', '-', '@']), "{cell:?}");
        }
    }
}

/// HTML that a page of ours has by itself; everything else is text of files.
fn renders_as_markdown(text: &str) {
    let mut code = 0;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => {
                let own = Regex::new(r"^(<details><summary>[\w ]+</summary>|</details>)\s*$").unwrap();
                assert!(own.is_match(&html), "{html:?}");
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                assert!(!dest_url.contains("javascript:") && !dest_url.starts_with("https://evil"), "{dest_url}");
            }
            Event::Start(Tag::Image { dest_url, .. }) => panic!("an image: {dest_url}"),
            Event::Code(_) => code += 1,
            _ => {}
        }
    }
    assert!(code > 10);
}

/// Elements that a page of ours is made of.
const ELEMENTS: [&str; 53] = [
    "a", "b", "body", "br", "button", "caption", "circle", "code", "details", "div", "fieldset", "footer", "form", "g",
    "h1", "h2", "h3", "head", "header", "html", "i", "input", "label", "legend", "li", "link", "main", "mark", "meta",
    "nav", "ol", "option", "p", "path", "pre", "rect", "script", "section", "select", "span", "style", "summary",
    "svg", "table", "tbody", "td", "text", "th", "thead", "time", "title", "tr", "ul",
];

/// Attributes that they have. None of them is a script.
const ATTRIBUTES: [&str; 39] = [
    "aria-hidden",
    "aria-label",
    "aria-labelledby",
    "aria-live",
    "autocomplete",
    "charset",
    "checked",
    "class",
    "content",
    "cx",
    "cy",
    "d",
    "data-framework",
    "data-project",
    "data-rule",
    "data-severity",
    "data-state",
    "height",
    "hidden",
    "href",
    "http-equiv",
    "id",
    "lang",
    "name",
    "open",
    "placeholder",
    "preserveAspectRatio",
    "r",
    "rel",
    "role",
    "rx",
    "scope",
    "tabindex",
    "type",
    "value",
    "viewBox",
    "width",
    "x",
    "y",
];

/// The page as a browser takes it apart: elements, attributes and addresses are ours, and whatever stands in the tree is text.
fn renders_as_html(text: &str) {
    let page = html5ever::parse_document(RcDom::default(), html5ever::ParseOpts::default()).one(text);
    assert!(page.errors.borrow().is_empty(), "{:?}", page.errors.borrow());
    let (mut scripts, mut texts) = (Vec::new(), String::new());
    let mut left = vec![page.document.clone()];
    while let Some(node) = left.pop() {
        match &node.data {
            NodeData::Element { name, attrs, .. } => {
                let name: &str = &name.local;
                assert!(ELEMENTS.contains(&name), "<{name}>");
                if matches!(name, "script" | "style") {
                    scripts.push(name.to_owned());
                }
                for attribute in attrs.borrow().iter() {
                    let (key, value): (&str, &str) = (&attribute.name.local, &attribute.value);
                    assert!(ATTRIBUTES.contains(&key), "<{name} {key}={value:?}>");
                    if matches!(key, "href" | "src" | "action") {
                        let ours = value.starts_with('#') || value == "data:,";
                        let known = value.starts_with("https://") && !value.starts_with("https://evil");
                        assert!(ours || known, "<{name} {key}={value:?}>");
                    }
                }
            }
            NodeData::Text { contents } => texts.push_str(&contents.borrow()),
            NodeData::Comment { contents } => panic!("a comment: {contents}"),
            NodeData::ProcessingInstruction { target, .. } => panic!("an instruction: {target}"),
            NodeData::Document | NodeData::Doctype { .. } => {}
        }
        left.extend(node.children.borrow().iter().cloned());
    }
    scripts.sort();
    assert_eq!(scripts, ["script", "style"]);
    // What would have been markup is there to be read.
    assert!(texts.contains("<script>evil()</script>") && texts.contains("onmouseover="));
}

fn parses_as_xml(text: &str) {
    quick_junit::Report::deserialize_from_str(text).unwrap();
    let allowed =
        |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    assert!(text.chars().all(allowed));
}

fn told(folder: &Path, arguments: &[&str]) -> (String, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_plimsoll")).args(arguments).current_dir(folder).output().unwrap();
    let texts = [done.stdout, done.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    assert!(matches!(done.status.code(), Some(0..=2)) && !texts[1].contains("panicked"), "{arguments:?}: {}", texts[1]);
    let [out, err] = texts;
    (out, err)
}

#[test]
fn nothing_that_stands_in_a_tree_acts_on_a_report() {
    let formats = ["text", "concise", "json", "sarif", "github", "junit", "gitlab", "markdown", "html", "csv"];
    for (turn, hostile) in HOSTILE.into_iter().enumerate().take(3) {
        let root = tempfile::tempdir().unwrap();
        Tree { turn: turn * 7, place: turn }.plant(root.path());
        let out = tempfile::tempdir().unwrap();
        let file = |format: &str| out.path().join(format);
        let outputs: Vec<String> =
            formats.iter().map(|format| format!("{format}={}", file(format).display())).collect();
        let mut arguments = vec!["check", ".", "-v", "--set", "all", "--outcomes", "--as-of", "2026-11-20"];
        outputs.iter().for_each(|output| arguments.extend(["-o", output]));
        let (_, err) = told(root.path(), &arguments);
        is_inert("stderr", &err);
        for format in formats {
            let text = fs::read_to_string(file(format)).unwrap();
            is_inert(format, &text);
            match format {
                "json" | "sarif" | "gitlab" => drop(serde_json::from_str::<Value>(&text).unwrap()),
                "csv" => parses_as_csv(&text),
                "markdown" => renders_as_markdown(&text),
                "html" => renders_as_html(&text),
                "junit" => parses_as_xml(&text),
                _ => {}
            }
        }
        // A screen reader's text begins lines with messages.
        let narrated = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
            .args(["check", "-v"])
            .env("NO_GRAPHICS", "1")
            .current_dir(root.path())
            .output()
            .unwrap();
        is_inert("narrated", &String::from_utf8(narrated.stdout).unwrap());
        for arguments in [
            &["controls"][..],
            &["controls", "--format", "markdown"],
            &["controls", "--format", "json"],
            &["waivers", "list"],
            &["waivers", "list", "--format", "json"],
            &["waivers", "lint"],
            &["parse", "Dockerfile", "--expand"],
            &["parse", "compose.yaml"],
            &["parse", "Dockerfile"],
            &["parse", "broken/compose.yaml"],
            &["parse", ".env.prod", "--as", "env"],
            &["model", ".", "--origins"],
            &["model", ".", "--show-secrets"],
            &["model", "--format", "compose"],
            &["rules", "--format", "json"],
            &["init", "--print"],
            &["explain", hostile],
        ] {
            let (out, err) = told(root.path(), arguments);
            is_inert(&format!("stdout of {arguments:?}"), &out);
            is_inert(&format!("stderr of {arguments:?}"), &err);
        }
    }
}
