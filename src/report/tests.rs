use super::sample;
use super::*;

fn written(report: &Report, format: Format, options: &Options) -> String {
    let mut out = Vec::new();
    write(report, format, options, &mut out).expect("writing to memory succeeds");
    let text = String::from_utf8(out).expect("UTF-8");
    if let Some(folder) = std::env::var_os("REPORT_SAMPLES") {
        let path = std::path::Path::new(&folder).join(format!("sample.{format}"));
        std::fs::write(path, &text).expect("the folder is there");
    }
    text
}

#[test]
fn text_marks_the_token_and_masks_secrets() {
    let text = written(&sample::report(), Format::Text, &Options::default());
    println!("{text}");
    assert!(!text.contains("hunter2"));
    assert!(!text.contains('\u{1b}'));
}

#[test]
fn concise_is_one_line_per_finding() {
    let text = written(&sample::report(), Format::Concise, &Options { verbose: true, ..Options::default() });
    println!("{text}");
    assert_eq!(text.lines().count(), 5);
}
