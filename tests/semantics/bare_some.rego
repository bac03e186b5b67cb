# input: {"rs": [{"xs": [1, 2]}, {"xs": [3]}, {"xs": [0]}]}
# result: {"after_a_loop": [0, 1], "first": [0, 1], "inside": [1, 0], "two": [[0, 1], [1, 0]]}
package t

after_a_loop contains j if {
	r := input.rs[_]
	some j
	r.xs[j] > 1
}

two contains [i, j] if {
	x := 1
	some i, j
	input.rs[i].xs[j] > x
}

inside := [j | r := input.rs[_]; some j; r.xs[j] > 1]

first contains i if {
	some i
	input.rs[i].xs[0] > 0
}
