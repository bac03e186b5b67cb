#!/usr/bin/env python3
"""Asks both engines OPA's own conformance suite, and tells what comes of it, kind by kind.

    OPA_CASES=DIR .ci/opa_conformance.py [--failures N] [--json FILE] [--kind WORD]

DIR holds the suite's cases (`v1/test/cases/testdata/v1` of OPA's repository): YAML files, for which PyYAML is needed, or the same as JSON. Nothing of them is
in this repository. Without OPA_CASES this says so and succeeds. Fails when the compiled engine gives a case another meaning: what it refuses
to compile goes to the other engine and is no failure.

Both engines are strict: an error of a built-in function is an error. Cases that want it to be undefined are a kind of their own.
"""

import argparse
import collections
import json
import os
import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from opa_same import same  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent


def load(path):
    if path.suffix == ".json":
        return json.loads(path.read_text())
    import yaml

    return yaml.safe_load(path.read_text())


def cases(directory):
    for path in sorted(p for p in Path(directory).rglob("*") if p.suffix in (".yaml", ".yml", ".json")):
        for case in (load(path) or {}).get("cases") or []:
            match = re.fullmatch(r"(data(?:\.\w+)+) = x", case.get("query", ""))
            yield case, match and match.group(1)


def kind(case, got):
    """How an engine did: passed, or the kind of miss."""
    wants_error = "want_error" in case or "want_error_code" in case
    if "refused" in got:
        return "passed" if wants_error and "eval" not in case.get("want_error_code", "") else "refused"
    if wants_error:
        if "error" in got:
            return "passed"
        return "no error"
    if "error" in got:
        return "strict" if case.get("want_result") == [] and not case.get("strict_error") else "error"
    wanted = [binding["x"] for binding in case.get("want_result") or []]
    if "undefined" in got:
        return "passed" if not wanted else "undefined"
    return "passed" if len(wanted) == 1 and same(got["answer"], wanted[0]) else "other answer"


def reason(refusal):
    """What is refused, without names of the case."""
    text = refusal.split(": ", 1)[-1].split(";")[0]
    called = re.search(r"the function `([\w.]+)`, which is not there", text)
    return f"function {called.group(1)}" if called else re.sub(r"`[^`]*`", "`…`", text)[:90]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--failures", type=int, default=20)
    parser.add_argument("--json", metavar="FILE", help="write every case with both answers")
    parser.add_argument("--kind", help="show these misses only")
    options = parser.parse_args()
    directory = os.environ.get("OPA_CASES")
    if not directory:
        print("opa: OPA_CASES names no directory of cases, the conformance suite is skipped")
        return 0
    chosen, left_out = [], 0
    for case, rule in cases(directory):
        if rule is None:
            left_out += 1
        else:
            chosen.append((case, rule))
    keys = ("modules", "data", "input", "input_term")
    lines = [json.dumps({"rule": rule, **{k: case[k] for k in keys if k in case}}) for case, rule in chosen]
    run = ["cargo", "run", "--quiet", "--locked", "-p", "plimsoll-rego", "--example", "conformance"]
    told = subprocess.run(run, cwd=ROOT, input="\n".join(lines), text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout
    answers = [json.loads(line) for line in told.splitlines()]
    counts = {engine: collections.Counter() for engine in ("compiled", "regorus")}
    refused, misses, all_told = collections.Counter(), [], []
    for (case, rule), answer in zip(chosen, answers, strict=True):
        kinds = {engine: kind(case, answer[engine]) for engine in counts}
        for engine, found in kinds.items():
            counts[engine][found] += 1
        if kinds["compiled"] == "refused":
            refused[reason(answer["compiled"]["refused"])] += 1
        elif kinds["compiled"] != "passed":
            misses.append((kinds["compiled"], case, answer["compiled"]))
        all_told.append({"note": case["note"], **kinds, "answers": answer, "case": case})
    if options.json:
        Path(options.json).write_text(json.dumps(all_told, indent=1))
    for found, case, got in [m for m in misses if options.kind in (None, m[0])][: options.failures]:
        wanted = case.get("want_result", case.get("want_error_code"))
        print(f"{found}: {case['note']}\n    wanted {json.dumps(wanted)[:300]}\n    got    {json.dumps(got)[:300]}")
    kinds = ["passed", "refused", "strict", "error", "no error", "undefined", "other answer"]
    print(f"{len(chosen)} cases, {left_out} more with another kind of question")
    print(f"{'':10}" + "".join(f"{k:>14}" for k in kinds))
    for engine, counted in counts.items():
        print(f"{engine:10}" + "".join(f"{counted[k]:>14}" for k in kinds))
    print("refused most: " + "; ".join(f"{what} {count}" for what, count in refused.most_common(12)))
    return 1 if any(found in ("other answer", "no error") for found, _, _ in misses) else 0


if __name__ == "__main__":
    sys.exit(main())
