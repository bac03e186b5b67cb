package policies.project.heap_exceeds_mem_limit_test

import data.policies.lib.example
import data.policies.project.heap_exceeds_mem_limit

test_java if {
	found := heap_exceeds_mem_limit.deny with input as example.project([example.service("web", {}, {"limits": {"memory": {"at": "/services/web/mem_limit", "value": 536870912}}, "environment": {"JAVA_OPTS": {"at": "/services/web/environment/JAVA_OPTS", "value": "-Xms256m -Xmx1g", "source": "environment"}}})])
	example.marks(found) == {"/services/web/environment/JAVA_OPTS"}
}

test_node if {
	found := heap_exceeds_mem_limit.deny with input as example.project([example.service("web", {}, {"limits": {"memory": {"at": "/services/web/mem_limit", "value": 536870912}}, "command": {"at": "/services/web/command", "words": ["node", "--max-old-space-size=512", "x.js"]}})])
	example.marks(found) == {"/services/web/command"}
}

test_redis if {
	found := heap_exceeds_mem_limit.deny with input as example.project([example.service("web", {}, {"limits": {"memory": {"at": "/services/web/mem_limit", "value": 104857600}}, "command": {"at": "/services/web/command", "words": ["redis-server", "--maxmemory", "256mb"]}})])
	example.marks(found) == {"/services/web/command"}
}

test_go if {
	found := heap_exceeds_mem_limit.deny with input as example.project([example.service("web", {}, {"limits": {"memory": {"at": "/services/web/mem_limit", "value": 104857600}}, "environment": {"GOMEMLIMIT": {"at": "/services/web/environment/GOMEMLIMIT", "value": "200MiB", "source": "environment"}}})])
	example.marks(found) == {"/services/web/environment/GOMEMLIMIT"}
}

test_fits if {
	found := heap_exceeds_mem_limit.deny with input as example.project([example.service("web", {}, {"limits": {"memory": {"at": "/services/web/mem_limit", "value": 2147483648}}, "environment": {"JAVA_OPTS": {"at": "/x", "value": "-Xmx1g", "source": "environment"}}})])
	example.marks(found) == set()
}

test_no_limit if {
	found := heap_exceeds_mem_limit.deny with input as example.project([example.service("web", {}, {"environment": {"JAVA_OPTS": {"at": "/x", "value": "-Xmx1g", "source": "environment"}}})])
	example.marks(found) == set()
}
