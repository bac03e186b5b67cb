# METADATA
# title: Purposes
# description: What a file is there for, by where it lies.
# custom:
#   library: true
package policies.lib.purpose

# It serves tests: it lies among them, or is called so. (What CI does may well be a deployment.)
tests(path) if regex.match(_tests, path)

_tests := concat("", [`(?i)(^|/)`, _word, `(/|$)|(^|[/._-])(e2e|tests?|testing)[._-][^/]*$|[._-](e2e|tests?|testing)$`])

_word := `(__tests__|e2e|specs?|testdata|fixtures?|cypress|playwright|([a-z]+[-_])*(tests?|testing)([-_](data|env|envs|environments?|fixtures?|infra|resources|setup|suites?|utils))?)`

# It makes a place to develop in, or to test in: nobody is served from there.
workbench(path) if tests(path)

workbench(path) if regex.match(`(?i)(^|[/._-])(dev|devel|develop|development)([/._-]|$)`, path)

workbench(path) if regex.match(`(^|/)\.devcontainer(/|$)|(?i)(^|[/._-])devcontainers?([._-]|$)`, path)

# A rule's severity where somebody is served, and low on a workbench.
severity(path, usual) := usual if not workbench(path)

severity(path, _) := "low" if workbench(path)
