package policies.compose.oom_score_adj_low_test

import data.policies.lib.example
import data.policies.compose.oom_score_adj_low

test_low if {
	found := oom_score_adj_low.deny with input as example.project([example.service("web", {"oom_score_adj": -1000}, {})])
	example.marks(found) == {"/services/web/oom_score_adj"}
}

test_slightly if {
	found := oom_score_adj_low.deny with input as example.project([example.service("web", {"oom_score_adj": -100}, {}), example.service("api", {}, {})])
	example.marks(found) == set()
}
