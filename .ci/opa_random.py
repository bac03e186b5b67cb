#!/usr/bin/env python3
"""Asks OPA about random policies, and demands the answers that the compiled engine gives.

    target/opa/bin/python .ci/opa_random.py [--first SEED] [--count N] [--program PATH]

PATH is `crates/rego/examples/generate.rs`, built. OPA comes with `opa_compare.py --install target/opa`; where it is not there, this says so and
succeeds. A difference has a kind:

* `first`: one part of a rule is undefined and another fails, and OPA comes upon the undefined one first, so that the rule gives nothing;
* `stops`: OPA has an answer where a rule fails here;
* `typed`: OPA's type checker refuses the policy, which never came to be asked;
* `fails`: the rule fails in OPA alone;
* `other`: OPA gives the same answer where what it does otherwise than it says is put in other words (`crates/rego/README.md`, "Meaning"): `floor`
  and `ceil` between -1 and 0, and `x in [y, 1]`, by which it leaves out definitions of functions;
* `wrong`: the answers differ. Only these end as a failure.
"""

import argparse
import collections
import json
import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from opa_same import same  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent


FLOOR_AND_CEIL = """
floor_of(x) := floor(x) if x >= 0
floor_of(x) := 0 - ceil(0 - x) if x < 0
ceil_of(x) := ceil(x) if x >= 0
ceil_of(x) := 0 - floor(0 - x) if x < 0
"""


def closing(text, start):
    """Where the bracket closes that opens at `start`."""
    depth, quote, at = 0, None, start
    while True:
        char = text[at]
        if quote:
            at += char == "\\" and quote == '"'
            quote = None if char == quote and text[at] == char else quote
        elif char in "\"`":
            quote = char
        else:
            depth += (char == "[") - (char == "]")
            if depth == 0:
                return at
        at += 1


def in_other_words(text):
    """The same policy without what OPA does otherwise than it says."""
    text = re.sub(r"\b(floor|ceil)\(", r"\1_of(", text)
    at = text.find(" in [")
    while at >= 0:
        start = at + len(" in ")
        end = closing(text, start) + 1
        text = f"{text[:start]}array.concat([], {text[start:end]}){text[end:]}"
        at = text.find(" in [", start)
    return text + FLOOR_AND_CEIL


def ask(engine_of, case):
    """Each rule's answer in OPA, None where it is undefined, or its error."""
    opa = engine_of()
    try:
        opa.add_policy("t.rego", case["text"])
        try:
            document = opa.eval_document("t", case["input"])
            return {rule: ("answer", document.get(rule)) for rule in case["rules"]}
        except Exception:
            pass
        told = {}
        for rule in case["rules"]:
            try:
                told[rule] = ("answer", opa.eval_document(f"t.{rule}", case["input"]))
            except Exception as error:
                is_undefined = str(error).endswith("is undefined")
                told[rule] = ("answer", None) if is_undefined else ("error", str(error))
        return told
    finally:
        opa.close()


def kind(ours, theirs):
    """Nothing where both say the same."""
    if ours[0] == "answer" and theirs[0] == "answer":
        return None if same(ours[1], theirs[1]) else "wrong"
    if ours[0] == "error" and theirs[0] == "error":
        return None
    if theirs[0] == "answer":
        return "first" if theirs[1] in (None, [], {}) else "stops"
    return "typed" if "rego_type_error" in theirs[1] else "fails"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--program", default=str(ROOT / "target/debug/examples/generate"))
    parser.add_argument("--show", type=int, default=3)
    options = parser.parse_args()
    try:
        from opa_bindings import OpaEngine
    except ImportError:
        print("opa: it is not installed, random policies are skipped")
        return 0
    command = [options.program, str(options.first), str(options.count)]
    lines = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
    counts, shown, asked = collections.Counter(), collections.Counter(), 0
    for case in map(json.loads, lines):
        theirs, again = ask(OpaEngine, case), None
        for rule in case["rules"]:
            asked += 1
            ours = ("error", case["errors"][rule]) if rule in case["errors"] else ("answer", case["answers"].get(rule))
            found = kind(ours, theirs[rule])
            if found == "wrong":
                again = again or ask(OpaEngine, {**case, "text": in_other_words(case["text"])})
                found = "wrong" if kind(ours, again[rule]) else "other"
            counts[found or "same"] += 1
            if found and shown[found] < options.show:
                shown[found] += 1
                print(f"{found}: seed {case['seed']} {rule}\n    compiled {ours}\n    OPA      {theirs[rule]}\n{case['text']}")
    told = ", ".join(f"{count} {what}" for what, count in counts.most_common())
    print(f"opa: {len(lines)} random policies, {asked} rules: {told}")
    return 1 if counts["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
