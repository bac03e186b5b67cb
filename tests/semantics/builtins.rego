# input: {"e": "é", "digits": "٣"}
# result: {"all_found": ["1", "22", "333"], "classes": [true, true, true, true, true], "digit_is_ascii": false, "found": ["1", "22"], "groups": [["a=b", "a", "b"], ["c=", "c", ""]], "large_pattern": true, "literal_brace": true, "replaced": "a+b+c", "split": ["a", "b", "c"], "sprintf_extra": "a%!(EXTRA int64=1)", "sprintf_missing": "a %!s(MISSING)", "sprintf_numbers": "1.5 123456789012 1e-05", "sprintf_plain": "a 3 {\"k\": [1, \"x\", null]} \"q\\\"\" % {1, 2}", "sprintf_width": "[   42|ab   |00042| 3.14|ff|%!t(string=true)]", "sprintf_wrong": "%!d(string=a) %!s(int64=1)", "valid": [true, false], "word_is_ascii": false}
package t

sprintf_plain := sprintf("%s %d %v %q %% %v", ["a", 3, {"k": [1, "x", null]}, "q\"", {1, 2}])

sprintf_wrong := sprintf("%d %s", ["a", 1])

sprintf_missing := sprintf("%s %s", ["a"])

sprintf_extra := sprintf("%s", ["a", 1])

sprintf_width := sprintf("[%5d|%-5s|%05d|%5.2f|%x|%t]", [42, "ab", 42, 3.14159, 255, true])

sprintf_numbers := sprintf("%v %v %v", [1.5, 123456789012, 0.00001])

word_is_ascii := regex.match(`^\w$`, input.e)

digit_is_ascii := regex.match(`^\d$`, input.digits)

large_pattern := regex.match(`^\w{20,200}$`, "abcdefghijklmnopqrstuvwxyz")

classes := [x | some p in [`^[\w-]+$`, `^[^\s"]+$`, `^[]a]+$`, `^[[:alpha:]]+$`, `^[a&&b]+$`]; x := regex.match(p, "a")]

literal_brace := regex.match(`\${`, "a${b}")

split := regex.split(`\s*,\s*`, "a , b,c")

found := regex.find_n(`\d+`, "1 22 333", 2)

all_found := regex.find_n(`\d+`, "1 22 333", -1)

groups := regex.find_all_string_submatch_n(`(\w)=(\w)?`, "a=b c=", -1)

replaced := regex.replace("a-b-c", `-(\w)`, "+$1")

valid := [regex.is_valid(`\w{20}`), regex.is_valid("(")]
