package policies.compose.provider_external_binary_test

import data.policies.lib.example
import data.policies.compose.provider_external_binary

test_other_program if {
	found := provider_external_binary.deny with input as example.project([example.service("db", {"provider": {"type": "awesomecloud"}}, {})])
	example.marks(found) == {"/services/db/provider/type"}
}

test_part_of_docker if {
	found := provider_external_binary.deny with input as example.project([example.service("llm", {"provider": {"type": "model"}}, {})])
	example.marks(found) == set()
}

test_no_provider if {
	found := provider_external_binary.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == set()
}

test_allowed if {
	found := provider_external_binary.deny with input as example.project([example.service("db", {"provider": {"type": "awesomecloud"}}, {})]) with data.params.compose.provider_external_binary.allow as ["awesomecloud"]
	example.marks(found) == set()
}
