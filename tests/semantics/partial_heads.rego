# input: {"services": {"a": {"image": "x", "ports": [1, 2]}, "b": {"ports": []}, "c": {"image": "z"}}, "y": 1, "list": [{"n": "p", "v": 1}, {"v": 2}]}
# result: {"as_object": [{"image": "x", "name": "a"}, {"image": "z", "name": "c"}], "as_text": ["a: x", "c: z"], "by_field": {"p": 1}, "by_field_of_nothing": {}, "by_name": {"a": "x", "c": "z"}, "older": {"x": true, "z": true}, "on_several_lines": [{"name": "a", "ports": [1, 2], "text": "raw\ntext"}, {"name": "b", "ports": [], "text": "raw\ntext"}, {"name": "c", "ports": [], "text": "raw\ntext"}], "without_body": [1]}
package t

# One service without an image must not take the others with it.
as_object contains {"name": name, "image": service.image} if {
	some name, service in input.services
}

as_text contains sprintf("%s: %s", [name, service.image]) if some name, service in input.services

by_name[name] := service.image if some name, service in input.services

by_field[item.n] := item.v if {
	some item in input.list # a comment after the last statement
}

by_field_of_nothing[item.n].deep := item.missing if some item in input.list

on_several_lines contains {
	"name": name, # with a comment
	"ports": [port |
		some port in service.ports
		not port == service.missing
	],
	"text": `raw
text`,
} if {
	some name, service in input.services
	true
}

without_body contains input.y

without_body contains input.z

older[service.image] := true if some service in input.services
