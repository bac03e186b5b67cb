package policies.compose.tty_or_stdin_open_test

import data.policies.lib.example
import data.policies.compose.tty_or_stdin_open

test_terminal if {
	found := tty_or_stdin_open.deny with input as example.project([example.service("web", {"tty": true, "stdin_open": true}, {})])
	example.marks(found) == {"/services/web/tty", "/services/web/stdin_open"}
}

test_off if {
	found := tty_or_stdin_open.deny with input as example.project([example.service("web", {"tty": false}, {})])
	example.marks(found) == set()
}
