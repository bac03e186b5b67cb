package policies.env.envfile_style_test

import data.policies.env.envfile_style as rule
import data.policies.lib.example

# In a text case nobody would see the white space.
test_white_space_at_the_end_of_a_line if {
	loose := [{"at": "/env_files/0/loose/0", "kind": "trailing-space"}]
	file := {"at": "/env_files/0", "path": ".env", "assignments": [], "loose": loose}
	result := rule.deny with input as example.project_with([], {"env_files": [file]})
	example.marks(result) == {"/env_files/0/loose/0"}
}
