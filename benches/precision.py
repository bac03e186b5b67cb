#!/usr/bin/env python3
"""Fills the counts of docs/precision.md from a run over a directory of projects; what people read and judged is kept.

    benches/precision.py DIR [--bin PATH] [--check ARG]... [--report FILE]

`--check` is passed on to `plimsoll check` (`--check=--policy --check=policies`); `--report` takes a report that exists
(`--set all -o json=FILE`) instead of making one.
"""

import argparse
import collections
import json
import re
import statistics
import subprocess
import tempfile
from pathlib import Path

DOC = Path(__file__).resolve().parent.parent / "docs" / "precision.md"
ROW = re.compile(r"^\| `([a-z]+/[a-z0-9-]+)` \|(.*)\|$")
READ = ("| rule | set | findings | read | false | left | what was changed |", "|---|---|---|---|---|---|---|")
SILENT = ("| rule | set | judged | of |", "|---|---|---|---|")


def check(args, *more):
    """The JSON report of one run."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "report.json"
        subprocess.run([args.bin, "check", args.dir, "--set", "all", "--fail-on", "never", "-o", f"json={out}", *args.check, *more],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        return json.loads(out.read_text())


def rows(text):
    """What was read, by rule: (read, false, left, what was changed)."""
    kept = {}
    for line in text.splitlines():
        match = ROW.match(line)
        cells = [cell.strip() for cell in match.group(2).split(" | ")] if match else []
        if len(cells) == 4 and cells[0].isdigit() and cells[1].isdigit():  # as written by hand: findings, read, false, what was changed
            kept[match.group(1)] = (int(cells[1]), int(cells[2]), 0, cells[3])
        elif len(cells) == 6:
            kept[match.group(1)] = (int(cells[2]), int(cells[3]), int(cells[4]), cells[5])
    return kept


def spread(counts, of):
    """Median, mean and ninetieth percentile, with those that have none."""
    values = sorted([0] * (of - len(counts)) + list(counts))
    return f"{statistics.median(values):g} | {statistics.mean(values):.1f} | {values[int(0.9 * len(values))]}"


def figures(report, rules, kept, fires):
    """The figures above the tables."""
    repositories = {f["location"]["path"].split("/")[0] for f in report["findings"]}
    lines = ["| | set | median | mean | 90 % have at most |", "|---|---|---|---|---|"]
    for name, sets in [("recommended", {"recommended"}), ("strict", {"recommended", "strict"})]:
        found = [f for f in report["findings"] if rules[f["rule"]]["set"] in sets]
        projects = collections.Counter(f["project"] for f in found)
        lines.append(f"| findings per project | `{name}` | {spread(projects.values(), report['summary']['projects'])} |")
        places = collections.Counter(f["location"]["path"].split("/")[0] for f in found)
        lines.append(f"| findings per repository | `{name}` | {spread(places.values(), len(repositories))} |")
    read, false, left = (sum(row[i] for row in kept.values()) for i in range(3))
    loud = sum(row[2] for rule, row in kept.items() if rules[rule]["set"] == "recommended")
    lines += ["", f"{report['summary']['projects']} projects (a Compose project, or a Dockerfile or env file that belongs to none; those without findings "
              f"count) of {len(repositories)} repositories. {len(rules)} rules, of which {len(fires)} fire. {read} findings read, {false} of them false "
              f"before what the last column says, {left} after it, {loud} of those in `recommended`."]
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dir")
    parser.add_argument("--bin", default="target/release/plimsoll")
    parser.add_argument("--check", action="append", default=[])
    parser.add_argument("--report")
    args = parser.parse_args()
    listed = subprocess.run([args.bin, "rules", "--format", "json", *args.check], capture_output=True, check=True).stdout
    rules = {rule["id"]: rule for rule in json.loads(listed)}
    report = json.loads(Path(args.report).read_text()) if args.report else check(args)
    text = DOC.read_text()
    kept = {rule: row for rule, row in rows(text).items() if rule in rules}
    count = collections.Counter(f["rule"] for f in report["findings"])
    silent = sorted(rule for rule in rules if not count[rule] and not kept.get(rule, (0,))[0])
    one_of = {rules[rule]["applies_to"]: rule for rule in silent}  # every rule of a kind is asked about the same subjects
    asked = check(args, "--outcomes", *[word for rule in one_of.values() for word in ("--rule", rule)])
    judged = collections.Counter(outcome["rule"] for outcome in asked["outcomes"])
    table = [f"| `{rule}` | {rules[rule]['set']} | {count[rule]} | {' | '.join(map(str, kept.get(rule, (0, 0, 0, 'not read yet'))))} |"
             for rule in sorted(rules) if rule not in silent]
    quiet = [f"| `{rule}` | {rules[rule]['set']} | {judged[one_of[rules[rule]['applies_to']]]} | {rules[rule]['applies_to'].replace('_', ' ')} |"
             for rule in silent]
    parts = {"figures": figures(report, rules, kept, [rule for rule in rules if count[rule]]), "read": [*READ, *table], "silent": [*SILENT, *quiet]}
    for name, lines in parts.items():
        body = "\n".join(lines)
        text = re.sub(rf"(<!-- {name} -->\n).*?(\n<!-- end -->)", lambda m, body=body: m.group(1) + body + m.group(2), text, flags=re.S)
    DOC.write_text(text)


if __name__ == "__main__":
    main()
