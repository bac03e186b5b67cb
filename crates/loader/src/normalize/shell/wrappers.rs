//! Programs that run another program given in their arguments, and shells that run a text.

use super::lex::Word;

/// Options of a wrapper that take the next word as their value; how many words stand before the program.
struct Wrapper {
    name: &'static str,
    valued: &'static [&'static str],
    positional: usize,
}

const fn wrapper(name: &'static str, valued: &'static [&'static str], positional: usize) -> Wrapper {
    Wrapper { name, valued, positional }
}

const WRAPPERS: [Wrapper; 24] = [
    wrapper("sudo", &["-u", "-g", "-h", "-p", "-C", "-r", "-t", "-U", "-D", "--user", "--group"], 0),
    wrapper("doas", &["-u", "-C"], 0),
    wrapper("env", &["-u", "-C", "-S", "--unset", "--chdir"], 0),
    wrapper("exec", &["-a"], 0),
    wrapper("time", &["-o", "-f"], 0),
    wrapper("nice", &["-n", "--adjustment"], 0),
    wrapper("ionice", &["-c", "-n"], 0),
    wrapper("command", &[], 0),
    wrapper("builtin", &[], 0),
    wrapper("nohup", &[], 0),
    wrapper("setsid", &[], 0),
    wrapper("stdbuf", &["-i", "-o", "-e"], 0),
    wrapper("timeout", &["-k", "-s", "--kill-after", "--signal"], 1),
    wrapper("xargs", &["-n", "-P", "-I", "-L", "-d", "-a", "-s", "-E", "--max-args", "--max-procs", "--delimiter"], 0),
    wrapper("gosu", &[], 1),
    wrapper("su-exec", &[], 1),
    wrapper("setpriv", &["--reuid", "--regid", "--groups"], 0),
    wrapper("tini", &["-p", "-e"], 0),
    wrapper("dumb-init", &["-r", "--rewrite"], 0),
    wrapper("catatonit", &[], 0),
    wrapper("eatmydata", &[], 0),
    wrapper("chronic", &[], 0),
    wrapper("unbuffer", &[], 0),
    wrapper("wait-for-it.sh", &["-t", "-h", "-p"], usize::MAX),
];

/// The last part of a path: `/usr/bin/apt-get` → `apt-get`; a slash inside of `$(…)` or `${…}` is none of the path.
pub(super) fn program(path: &str) -> &str {
    let last = path.rsplit('/').next().unwrap_or(path);
    let count = |c: char| last.matches(c).count();
    let whole = count('(') == count(')') && count('{') == count('}') && count('`') % 2 == 0;
    if whole { last } else { path }
}

/// How many words a wrapper at the front takes up with its options, when a program follows; assignments that `env` makes are not counted.
pub(super) fn unwrapped(words: &[Word]) -> Option<usize> {
    let name = program(words.first()?.text.as_str());
    let wrapper = WRAPPERS.iter().find(|wrapper| wrapper.name == name && wrapper.positional != usize::MAX)?;
    let mut at = 1;
    while let Some(word) = words.get(at).map(|word| word.text.as_str()) {
        if word == "--" {
            at += 1;
            break;
        }
        if !word.starts_with('-') || word == "-" {
            break;
        }
        if word == "-v" && name == "command" {
            return None;
        }
        at += if wrapper.valued.contains(&word) { 2 } else { 1 };
    }
    at += wrapper.positional;
    (at < words.len()).then_some(at)
}

/// Shells by name.
pub(crate) fn is_shell(name: &str) -> bool {
    matches!(program(name), "sh" | "bash" | "dash" | "ash" | "zsh" | "ksh" | "mksh" | "busybox-sh" | "rbash")
}

/// The word that holds a script which this program runs: after `-c` of a shell or `su`, all of `eval`.
pub(super) fn script(name: &str, args: &[Word]) -> Option<usize> {
    if name == "eval" {
        return (args.len() == 1).then_some(0);
    }
    if !is_shell(name) && name != "su" && name != "runuser" {
        return None;
    }
    let mut at = 0;
    while let Some(word) = args.get(at).map(|word| word.text.as_str()) {
        let cluster = word.strip_prefix(['-', '+']).filter(|rest| !rest.starts_with('-') && !rest.is_empty());
        match cluster {
            Some(letters) if word.starts_with('-') && letters.ends_with('c') => {
                return (at + 1 < args.len()).then_some(at + 1);
            }
            Some(letters) if word.starts_with('-') && letters.contains('c') && is_shell(name) => {
                return (at + 1 < args.len()).then_some(at + 1);
            }
            Some(letters) if letters.ends_with('o') => at += 2,
            Some(_) => at += 1,
            None if word == "--command" && name != "sh" => return (at + 1 < args.len()).then_some(at + 1),
            None if word.starts_with("--") || word == "-" => at += 1,
            // A user name may stand in front of `-c`; a file name ends the options of a shell.
            None if !is_shell(name) => at += 1,
            None => return None,
        }
    }
    None
}

/// Whether a shell with these arguments reads its script from its input.
pub(super) fn reads_script(name: &str, args: &[Word]) -> bool {
    is_shell(name) && args.iter().all(|word| word.text.as_str().starts_with('-')) && script(name, args).is_none()
}
