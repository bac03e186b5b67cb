# input: {"xs": ["a", "b"], "n": 1, "o": {"a": {"x": 1}, "b": {"x": 2}}}
# result: {"array": {"[\"a\",1]": "a", "[\"b\",1]": "b"}, "by_both": {"a": "found", "b": "found", "z": "written"}, "by_text": {"key": 1, "other key": 2}, "computed": {"a-z": 1, "b-z": 1}, "deep": {"er": {"more": ["a", "b"], "name": "deep"}}, "dotted": {"name": 1, "third": 3}, "from_path": [1, "deep", 1], "keys": ["name", "third"], "number": {"1": "one"}, "object_value": {"a": 1, "b": 2}, "of_computed": ["found"], "sets": {"a": [0], "b": [0], "one": [1], "two": ["a", "b"]}, "true_by_key": {"a": true, "b": true}, "used": [1, 3, "deep", 2, 2, 2, ["a", "b"]], "whole": {"name": 1, "third": 3}}
package t

dotted.name := 1

dotted.other := 2 if input.n == 2

dotted.third := 3

deep.er.name := "deep"

deep.er.more contains x if some x in input.xs

deep.f(x) := x + 1

by_text["key"] := 1

by_text["other key"] := 2

by_both["z"] := "written"

by_both[k] := "found" if some k in input.xs

sets.one contains 1

sets.two contains x if some x in input.xs

sets[k] contains 0 if some k in input.xs

true_by_key[k] if some k in input.xs

used := [dotted.name, dotted.third, deep.er.name, deep.f(1), by_text["other key"], count(deep.er.more), sets.two]

whole := dotted

missing := dotted.other

keys contains k if dotted[k]

from_path := [data.t.dotted.name, data.t.deep.er.name, data.t["by_text"]["key"]]

of_computed contains x if by_both[input.xs[_]] = x

object_value[k] := v.x if some k, v in input.o

computed[concat("-", [k, "z"])] := 1 if some k in input.xs

number[1] := "one"

array[[k, 1]] := k if some k in input.xs
