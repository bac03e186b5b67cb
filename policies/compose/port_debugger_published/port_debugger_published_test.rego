package policies.compose.port_debugger_published_test

import data.policies.lib.example
import data.policies.compose.port_debugger_published

test_node if {
	found := port_debugger_published.deny with input as example.project([example.service("web", {}, {"ports": [example.port("/services/web/ports/0", {"published": 9229, "target": 9229})]})])
	example.marks(found) == {"/services/web/ports/0/published"}
}

test_java if {
	found := port_debugger_published.deny with input as example.project([example.service("web", {}, {"environment": {"JAVA_TOOL_OPTIONS": {"at": "/x", "value": "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5005", "source": "environment"}}, "ports": [example.port("/services/web/ports/0", {"published": 5005, "target": 5005}), example.port("/services/web/ports/1", {})]})])
	example.marks(found) == {"/services/web/ports/0/published"}
}

test_python if {
	found := port_debugger_published.deny with input as example.project([example.service("web", {}, {"command": {"at": "/x", "words": ["python", "-m", "debugpy", "--listen", "0.0.0.0:5678", "app.py"]}, "ports": [example.port("/services/web/ports/0", {"published": 5678, "target": 5678})]})])
	example.marks(found) == {"/services/web/ports/0/published"}
}

test_number_alone_says_nothing if {
	found := port_debugger_published.deny with input as example.project([example.service("n8n", {}, {"ports": [example.port("/services/n8n/ports/0", {"published": 5678, "target": 5678})]})])
	example.marks(found) == set()
}

test_loopback if {
	found := port_debugger_published.deny with input as example.project([example.service("web", {}, {"ports": [example.port("/services/web/ports/0", {"published": 9229, "target": 9229, "reach": "loopback"})]})])
	example.marks(found) == set()
}

test_a_range if {
	found := port_debugger_published.deny with input as example.project([example.service("x", {}, {"ports": [example.port("/services/x/ports/0", {"published": 20, "published_end": 9300, "target": 20, "target_end": 9300})]})])
	count(found) == 1
	none := port_debugger_published.deny with input as example.project([example.service("x", {}, {"ports": [example.port("/services/x/ports/0", {"published": 24, "published_end": 3000, "target": 24, "target_end": 3000})]})])
	count(none) == 0
}
