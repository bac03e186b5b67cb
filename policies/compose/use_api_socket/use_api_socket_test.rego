package policies.compose.use_api_socket_test

import data.policies.lib.example
import data.policies.compose.use_api_socket

test_used if {
	found := use_api_socket.deny with input as example.project([example.service("web", {"use_api_socket": true}, {})])
	example.marks(found) == {"/services/web/use_api_socket"}
}

test_off if {
	found := use_api_socket.deny with input as example.project([example.service("web", {"use_api_socket": false}, {})])
	example.marks(found) == set()
}

test_not_written if {
	found := use_api_socket.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == set()
}
