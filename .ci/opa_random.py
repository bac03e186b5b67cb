#!/usr/bin/env python3
"""Asks OPA about random policies, and demands the answers that the compiled engine gives.

    target/opa/bin/python .ci/opa_random.py [--first SEED] [--count N] [--program PATH]

PATH is `crates/rego/examples/generate.rs`, built. OPA comes with `opa_compare.py --install target/opa`; where it is not there, this says so and
succeeds. A difference has a kind:

* `first`: one part of a rule is undefined and another fails, and OPA comes upon the undefined one first, so that the rule gives nothing;
* `stops`: OPA has an answer where a rule fails here;
* `typed`: OPA's type checker refuses the policy, which never came to be asked;
* `fails`: the rule fails in OPA alone;
* `wrong`: the answers differ. Only these end as a failure.
"""

import argparse
import collections
import json
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from opa_same import same  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent


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
        theirs = ask(OpaEngine, case)
        for rule in case["rules"]:
            asked += 1
            ours = ("error", case["errors"][rule]) if rule in case["errors"] else ("answer", case["answers"].get(rule))
            found = kind(ours, theirs[rule])
            counts[found or "same"] += 1
            if found and shown[found] < options.show:
                shown[found] += 1
                print(f"{found}: seed {case['seed']} {rule}\n    compiled {ours}\n    OPA      {theirs[rule]}\n{case['text']}")
    told = ", ".join(f"{count} {what}" for what, count in counts.most_common())
    print(f"opa: {len(lines)} random policies, {asked} rules: {told}")
    return 1 if counts["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
