# input: {"services": {"a": {"ports": [80, 443], "user": null}, "b": {"ports": [22]}}}
# result: {"all_have_ports": true, "by_port": {"22": ["b"], "443": ["a"], "80": ["a"]}, "chosen": 2, "kinds": ["number", "text", "other"], "level": "low", "nested": {"a": {"b": 1, "c": 2}}, "nothing_missing": true, "paths": [["b", "ports", 0]], "ports": [22, 80, 443], "used": 2, "user": {"a": null, "b": "none"}}
package t

default level := "low"

level := "high" if count(input.services) > 5

ports := {port | some service in input.services; some port in service.ports}

by_port[port] contains name if {
	some name, service in input.services
	some port in service.ports
}

user := {name: object.get(service, "user", "none") | some name, service in input.services}

all_have_ports if {
	every service in input.services {
		count(service.ports) > 0
	}
}

nothing_missing := count([1 | some s in input.services; s.missing]) == 0

paths contains path if {
	walk(input.services, [path, 22])
}

kind(x) := "number" if is_number(x)

kind(x) := "text" if is_string(x)

kind(x) := "other" if {
	not is_number(x)
	not is_string(x)
}

kinds := [kind(1), kind("a"), kind(null)]

nested := object.union({"a": {"b": 1}}, {"a": {"c": 2}})

chosen := x if {
	xs := [y | some y in [3, 1, 2]; y > 1]
	x := sort(xs)[0]
}

shadowed_argument(ports) := count(ports)

used := shadowed_argument([1, 2])
