//! The dashboard in a browser: filters, search, links, no error on the console, nothing fetched, accessible, no sideways scrolling.
//!
//! Needs Chromium (`CHROMIUM` names it where it has another name) and says so where there is none. The accessibility rules are those of
//! axe-core, taken from `AXE_CORE` (the path of `axe.min.js`) or `node_modules`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use serde_json::Value;

use crate::reports::{lay_out, run};

/// A browser that does not answer within this time is broken.
const PATIENCE: Duration = Duration::from_secs(300);

fn browser() -> Option<String> {
    let named = std::env::var("CHROMIUM").ok();
    let known = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].map(str::to_owned);
    let answers = |name: &String| {
        Command::new(name)
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|s| s.success())
    };
    let found = named.into_iter().chain(known).find(answers);
    if found.is_none() {
        println!("skipped: there is no Chromium");
    }
    found
}

fn axe() -> Option<String> {
    let named = std::env::var_os("AXE_CORE").map(PathBuf::from);
    let installed = Path::new(env!("CARGO_MANIFEST_DIR")).join("node_modules/axe-core/axe.min.js");
    let found = named.into_iter().chain([installed]).find_map(|path| fs::read_to_string(path).ok());
    if found.is_none() {
        println!("skipped: there is no axe-core, so accessibility is not judged (`npm install --no-save axe-core`)");
    }
    found
}

/// What a page put into its title: the answers of its probe, and what the browser wrote on its console.
fn visit(browser: &str, page: &Path, arguments: &[&str]) -> (Value, String) {
    let profile = page.with_extension("profile");
    let mut command = Command::new(browser);
    command
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--enable-logging=stderr",
            "--v=0",
        ])
        .args(["--allow-file-access-from-files", "--virtual-time-budget=30000", "--window-size=1280,900", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .args(arguments)
        .arg(format!("file://{}", page.display()));
    let (out, err) = (page.with_extension("dom"), page.with_extension("log"));
    let mut child =
        command.stdout(fs::File::create(&out).unwrap()).stderr(fs::File::create(&err).unwrap()).spawn().unwrap();
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if start.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("the browser did not answer: {}", fs::read_to_string(&err).unwrap());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let (dom, log) = (fs::read_to_string(&out).unwrap(), fs::read_to_string(&err).unwrap());
    let title = dom.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).unwrap_or_default();
    let answer = base64::engine::general_purpose::STANDARD.decode(title);
    let answer = answer.ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let console: Vec<&str> = log.lines().filter(|line| line.contains("CONSOLE")).collect();
    (answer.unwrap_or_else(|| panic!("no answer; the title is `{title}`: {log}")), console.join("\n"))
}

/// Uses the page as people do, and leaves what happened in the title.
const PROBE: &str = r##"
(async function () {
  var answer = {};
  var visible = function () { return Array.prototype.filter.call(document.querySelectorAll(".finding"), function (f) { return f.offsetParent !== null; }).length; };
  var form = document.getElementById("filters"), search = document.getElementById("search");
  var told = function () { return { visible: visible(), says: document.getElementById("count").textContent }; };
  var set = function (element, value) {
    if (element.type === "checkbox") { element.checked = value; } else { element.value = value; }
    element.dispatchEvent(new Event("input", { bubbles: true })); element.dispatchEvent(new Event("change", { bubbles: true }));
  };
  answer.all = told();
  set(search, "privileged"); answer.search = told();
  set(search, "no such word anywhere"); answer.nothing = told();
  set(search, "");
  set(form.querySelector("input[value=critical]"), false); answer.without_critical = told();
  set(form.querySelector("input[value=critical]"), true);
  set(form.elements.rule, "compose/service-privileged"); answer.rule = told();
  set(form.elements.rule, "");
  answer.projects = Array.prototype.map.call(form.elements.project.options, function (o) { return o.value; });
  set(form.elements.project, answer.projects[1]); answer.project = told();
  set(form.elements.project, "");
  set(form.querySelector("input[value=waived]"), false); answer.without_waived = told();
  set(search, "no such word anywhere"); location.hash = "#" + document.querySelector(".finding").id;
  await new Promise(function (done) { setTimeout(done, 50); });
  answer.linked = visible();
  form.reset(); await new Promise(function (done) { setTimeout(done, 50); });
  answer.reset = told();
  answer.fetched = performance.getEntriesByType("resource").map(function (entry) { return entry.name; });
  answer.dangling = Array.prototype.map.call(document.querySelectorAll("a[href^='#']"), function (a) { return a.getAttribute("href").slice(1); })
    .filter(function (id) { return !document.getElementById(id); });
  answer.dark = matchMedia("(prefers-color-scheme: dark)").matches;
  document.querySelectorAll("details").forEach(function (d) { d.open = true; });
  answer.wide = document.documentElement.scrollWidth > document.documentElement.clientWidth;
  if (window.axe) {
    var judged = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
    answer.axe = judged.violations.map(function (v) { return v.id + ": " + v.nodes[0].html + " " + v.nodes[0].failureSummary; });
  }
  document.title = btoa(unescape(encodeURIComponent(JSON.stringify(answer))));
})();
"##;

/// The width of a page's content in a frame as wide as a telephone.
const NARROW: &str = r##"<!DOCTYPE html><title>x</title><iframe id="f" src="report.html" style="width:390px;height:800px;border:0"></iframe><script>
window.onload = function () {
  var page = document.getElementById("f").contentDocument.documentElement;
  page.querySelectorAll("details").forEach(function (d) { d.open = true; });
  document.title = btoa(JSON.stringify({ content: page.scrollWidth, frame: page.clientWidth }));
};
</script>"##;

fn page(root: &Path) {
    let environments = "version: 1\nenvironments:\n  - {name: dev, files: [compose.yaml]}\n  - {name: prod, files: [compose.yaml, compose.prod.yaml]}\n";
    lay_out(
        root,
        &[
            (".git/HEAD", "ref: refs/heads/main\n"),
            ("plimsoll.yaml", environments),
            (
                "compose.yaml",
                "services:\n  web:\n    image: nginx:latest\n    privileged: true\n    ports: [\"8080:80\"]\n    networks: [front]\n  db:\n    \
                 image: postgres:16\n    # plimsoll: ignore[compose/datastore-port-published] reason=\"<b>bold</b> & more\" owner=a@x until=2099-01-31\n    \
                 ports: [\"5432:5432\"]\n    networks: [front]\n    volumes: [\"data:/var/lib/postgresql/data\"]\nnetworks: {front: {}}\nvolumes: {data: {}}\n",
            ),
            ("compose.prod.yaml", "services:\n  web:\n    pid: host\n"),
            ("broken/compose.yaml", "services: [\n"),
            ("Dockerfile", "FROM python:latest\nRUN echo '</script><script>alert(1)</script>'\nUSER root\n"),
        ],
    );
    run(root, &["check", "-o", "html=report.html"]);
}

#[test]
fn the_dashboard_works_in_a_browser() {
    let Some(browser) = browser() else { return };
    let axe = axe();
    let root = tempfile::tempdir().unwrap();
    page(root.path());
    let report = fs::read_to_string(root.path().join("report.html")).unwrap();
    let probe = format!("<script>{}\n{PROBE}</script></body>", axe.as_deref().unwrap_or_default());
    fs::write(root.path().join("probe.html"), report.replace("</body>", &probe)).unwrap();
    for (arguments, is_dark) in [(&[][..], false), (&["--blink-settings=preferredColorScheme=0"][..], true)] {
        let (answer, console) = visit(&browser, &root.path().join("probe.html"), arguments);
        assert_eq!(console, "", "the console is empty");
        let count = |key: &str| answer[key]["visible"].as_u64().unwrap();
        let all = count("all");
        assert!(all > 5, "{answer:#}");
        assert!(count("search") > 0 && count("search") < all, "{answer:#}");
        assert!(count("without_critical") > 0 && count("without_critical") < all, "{answer:#}");
        assert!(count("project") > 0 && count("project") < all, "{answer:#}");
        assert_eq!(
            (count("rule"), count("nothing"), count("without_waived"), count("reset")),
            (1, 0, all - 1, all),
            "{answer:#}"
        );
        assert_eq!(answer["search"]["says"], format!("{} of {all} findings", count("search")));
        assert_eq!(answer["linked"], 1, "a link to a finding shows it: {answer:#}");
        assert_eq!(
            answer["projects"].as_array().map(Vec::len),
            Some(4),
            "all, two environments, the Dockerfile: {answer:#}"
        );
        assert_eq!(answer["dark"], is_dark);
        for (key, why) in [("fetched", "nothing is fetched"), ("dangling", "every link leads somewhere")] {
            assert_eq!(answer[key], Value::Array(Vec::new()), "{why}");
        }
        assert_eq!(answer["wide"], false, "nothing scrolls sideways");
        if axe.is_some() {
            assert_eq!(answer["axe"], Value::Array(Vec::new()), "axe finds nothing");
        }
    }
    fs::write(root.path().join("narrow.html"), NARROW).unwrap();
    let (answer, _) = visit(&browser, &root.path().join("narrow.html"), &[]);
    assert!(answer["frame"].as_u64().unwrap() <= 390);
    assert_eq!(answer["content"], answer["frame"], "nothing scrolls sideways on a telephone");
}
