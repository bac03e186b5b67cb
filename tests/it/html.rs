//! The dashboard in a real browser: filters, search, no console message, no request, and axe's accessibility rules where axe is at hand.
//!
//! Skipped with a word where Chromium (`PLIMSOLL_CHROMIUM`, `chromium`, `google-chrome`, …) is absent; axe is read from `PLIMSOLL_AXE` (axe.min.js).

use std::env;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Runs in the page after its own script: drives the filters as a person would, and writes what it saw into the title.
const DRIVER: &str = r#"
window.addEventListener("load", async function () {
  var said = window.__said, list = document.getElementById("list"), form = document.getElementById("filters");
  var shown = function () { return Array.prototype.filter.call(list.children, function (i) { return !i.hidden; }); };
  var tell = function (name, ok) { if (!ok) { said.push(name); } };
  var fire = function (node, kind) { node.dispatchEvent(new Event(kind, { bubbles: true })); };
  var all = list.children.length;
  tell("the filters are shown", !form.hidden && getComputedStyle(form).display !== "none");
  tell("everything is shown first", shown().length === all && all > 1);
  var search = document.getElementById("search");
  search.value = "privileged MODE-NOBODY-HAS"; fire(search, "input");
  tell("a search without hits shows nothing", shown().length === 0);
  search.value = "privileged"; fire(search, "input");
  tell("a search narrows", shown().length > 0 && shown().length < all);
  tell("the count says so", document.getElementById("count").textContent === shown().length + " of " + all + " findings");
  form.reset(); await new Promise(function (done) { setTimeout(done, 20); });
  tell("reset shows everything", shown().length === all);
  var box = form.querySelector("input[name=severity][value=critical]");
  box.checked = false; fire(box, "change");
  tell("a severity can be hidden", shown().length < all && shown().every(function (i) { return i.dataset.severity !== "critical"; }));
  var hidden = Array.prototype.find.call(list.children, function (i) { return i.hidden; });
  location.hash = hidden.id; await new Promise(function (done) { setTimeout(done, 20); });
  tell("a link shows what a filter hides", !hidden.hidden);
  var rule = document.querySelector("details.rule");
  location.hash = rule.id; await new Promise(function (done) { setTimeout(done, 20); });
  tell("a link unfolds a rule", rule.open);
  form.reset(); await new Promise(function (done) { setTimeout(done, 20); });
  var select = form.elements.rule; select.selectedIndex = 1; fire(select, "change");
  tell("a rule can be chosen", shown().length > 0 && shown().every(function (i) { return i.dataset.rule === select.value; }));
  form.reset();
  tell("nothing was fetched", performance.getEntriesByType("resource").filter(function (e) { return !/^data:/.test(e.name); }).length === 0);
  tell("the page does not overflow", document.documentElement.scrollWidth <= window.innerWidth);
  if (window.axe) {
    var result = await window.axe.run();
    result.violations.forEach(function (v) { said.push("axe " + v.id + ": " + v.nodes[0].html.slice(0, 120)); });
    tell("axe had rules to apply", result.passes.length > 10);
  }
  document.title = "done " + (said.length ? said.join(" | ") : "well");
});
"#;

/// Runs before the page's script: whatever goes wrong is remembered.
const WATCHER: &str = r#"
window.__said = [];
["error", "warn"].forEach(function (kind) { console[kind] = function () { window.__said.push("console " + Array.prototype.join.call(arguments, " ")); }; });
window.addEventListener("error", function (event) { window.__said.push("error " + event.message); });
window.addEventListener("unhandledrejection", function (event) { window.__said.push("rejection " + event.reason); });
document.addEventListener("securitypolicyviolation", function (event) { window.__said.push("policy " + event.violatedDirective); });
"#;

fn chromium() -> Option<PathBuf> {
    if let Some(path) = env::var_os("PLIMSOLL_CHROMIUM") {
        return Some(PathBuf::from(path));
    }
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH")?).collect();
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|path| path.is_file())
}

/// A project with faults, judged by the real binary.
fn dashboard(folder: &Path) -> String {
    let compose = "services:\n  web:\n    image: nginx\n    privileged: true\n    ports: [\"8080:80\"]\n    volumes:\n      - /var/run/docker.sock:/var/run/docker.sock\n    networks: [front]\n    depends_on: [db]\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: \"</script><img src=x onerror=alert(1)>\"\n    networks: [front]\nnetworks:\n  front: {}\n";
    fs::write(folder.join("compose.yaml"), compose).expect("the folder is there");
    fs::write(folder.join("Dockerfile"), "FROM alpine\nRUN curl http://example.com/x | sh\n")
        .expect("the folder is there");
    let target = folder.join("report.html");
    let status = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .args(["check", ".", "-o", &format!("html={}", target.display())])
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("the binary runs");
    assert!(matches!(status.code(), Some(1 | 2)), "{status}");
    fs::read_to_string(target).expect("a report was written")
}

/// What the page says about itself, in a window of this width.
fn visit(browser: &Path, folder: &Path, page: &Path, width: u32) -> String {
    let output = folder.join("dom.html");
    let mut child = Command::new(browser)
        .args([
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--virtual-time-budget=20000",
        ])
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .arg(format!("--window-size={width},900"))
        .arg("--dump-dom")
        .arg(format!("file://{}", page.display()))
        .stdout(fs::File::create(&output).expect("the folder is there"))
        .stderr(Stdio::null())
        .spawn()
        .expect("the browser starts");
    let start = Instant::now();
    while child.try_wait().expect("the browser can be waited for").is_none() {
        if start.elapsed() > Duration::from_secs(90) {
            child.kill().expect("the browser can be stopped");
            child.wait().expect("the browser ends");
            return "the browser did not finish".to_owned();
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    let dom = fs::read_to_string(output).unwrap_or_default();
    let title = dom.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).unwrap_or_default();
    title.to_owned()
}

#[test]
fn the_dashboard_works_in_a_browser() {
    let Some(browser) = chromium() else {
        let _unread = writeln!(std::io::stderr(), "skipped: no Chromium here (set PLIMSOLL_CHROMIUM)");
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let html = dashboard(folder.path());
    assert!(!html.contains("<img"), "text of a file became markup");
    let axe = env::var_os("PLIMSOLL_AXE").map(|path| fs::read_to_string(path).expect("PLIMSOLL_AXE names axe.min.js"));
    if axe.is_none() {
        let _unread = writeln!(std::io::stderr(), "axe's rules are skipped (set PLIMSOLL_AXE to axe.min.js)");
    }
    let axe = axe.map(|text| format!("<script>{text}</script>")).unwrap_or_default();
    let driven = html.replacen("<style>", &format!("<script>{WATCHER}</script>\n<style>"), 1);
    let driven = driven.replacen("</body>", &format!("{axe}<script>{DRIVER}</script></body>"), 1);
    let page = folder.path().join("driven.html");
    fs::write(&page, driven).expect("the folder is there");
    for width in [1280, 500] {
        assert_eq!(visit(&browser, folder.path(), &page, width), "done well", "in a window of {width}");
    }
}
