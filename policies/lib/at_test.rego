package policies.lib_test

import data.policies.lib

test_a_key_and_an_index if lib.at({"at": "/services/web"}, ["ports", 0]) == "/services/web/ports/0"

test_nothing_below_is_the_object_itself if lib.at({"at": "/services/web"}, []) == "/services/web"

test_slash_and_tilde_are_escaped if {
	lib.at({"at": "/services/web"}, ["labels", "a/b~c"]) == "/services/web/labels/a~1b~0c"
}

test_the_project_itself if lib.at({"at": ""}, ["services"]) == "/services"

test_a_word_is_its_first_item if lib.word_at({"at": "/services/web/command", "words": ["run", "--a", "--b", "--a"]}, "--a") == "/services/web/command/1"

test_a_word_that_is_not_there_has_no_place if not lib.word_at({"at": "/services/web/command", "words": ["run"]}, "--a")
