#!/usr/bin/env python3
"""Fills docs/precision.md: the counts from a run over a directory of projects, the samples from what people read and judged.

    benches/precision.py DIR [--bin PATH] [--check ARG]... [--report FILE]
    benches/precision.py DIR --sample N --seed S [--set NAME] [--name WORD] > DRAWN
    benches/precision.py --read

`--check` is passed on to `plimsoll check` (`--check=--policy --check=policies`); `--report` takes a report that exists
(`--set all -o json=FILE`) instead of making one.

`--sample` draws findings of the repositories in DIR (a folder each), with the verdict left open: one repository after the other, of
each at most an eighth of the sample, of each rule at most a fifteenth. Read each beside its file, write the verdict and, where it is not
`true`, why; add the lines to benches/precision.tsv; `--read` makes the tables of it.
"""

import argparse
import collections
import csv
import json
import math
import random
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

DOC = Path(__file__).resolve().parent.parent / "docs" / "precision.md"
ROW = re.compile(r"^\| `([a-z]+/[a-z0-9-]+)` \|(.*)\|$")
READ = ("| rule | set | findings | read | false | left | what was changed |", "|---|---|---|---|---|---|---|")
KEPT = Path(__file__).resolve().parent / "precision.tsv"
COLUMNS = ["sample", "repository", "commit", "path", "line", "rule", "outcome", "severity", "verdict", "remark"]
VERDICTS = {"true": "true and wanted", "noise": "true, not wanted", "false": "false", "message": "wrong message", "place": "wrong place", "review": "asks"}
WRONG = ("false", "message", "place")
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


def commit(folder):
    """The commit that a folder is at, where git knows."""
    said = subprocess.run(["git", "-C", folder, "rev-parse", "HEAD"], capture_output=True, text=True, check=False)
    return said.stdout.strip() if said.returncode == 0 else "-"


def draw(args, rules):
    """Findings of one set, in the order drawn, with their repository."""
    lot = random.Random(args.seed)
    sets = {"recommended": {"recommended"}, "strict": {"strict"}, "all": {"all"}}[args.set]
    folders = sorted(folder for folder in Path(args.dir).iterdir() if folder.is_dir())
    piles = []
    for folder in folders:
        found = check(argparse.Namespace(**{**vars(args), "dir": str(folder)}))["findings"]
        found = [f for f in found if rules[f["rule"]]["set"] in sets and not f["waiver"]]
        found.sort(key=lambda f: (f["rule"], f["location"]["path"], f["location"]["start"]["line"], f["fingerprint"]))
        lot.shuffle(found)
        piles.append((folder, found))
    drawn, of_rule, of_folder = [], collections.Counter(), collections.Counter()
    while len(drawn) < args.sample and any(found for _, found in piles):
        for folder, found in piles:
            while found and of_rule[found[-1]["rule"]] >= math.ceil(args.sample / 15):
                found.pop()
            if found and len(drawn) < args.sample and of_folder[folder] < math.ceil(args.sample / 8):
                drawn.append((folder, found.pop()))
                of_rule[drawn[-1][1]["rule"]] += 1
                of_folder[folder] += 1
            elif of_folder[folder] >= math.ceil(args.sample / 8):
                found.clear()
    return drawn


def write_drawn(args, rules):
    """The lines for people to judge."""
    out = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    for folder, f in draw(args, rules):
        place = f["location"]
        out.writerow([args.name or f"{args.set}-{args.seed}", folder.name, commit(folder)[:12], place["path"], place["start"]["line"], f["rule"], f["outcome"],
                      f["severity"], "", f["message"] if args.messages else ""])


def share(count, of):
    """A share with its 95 % interval (Wilson)."""
    if not of:
        return "–"
    z, p = 1.96, count / of
    middle, half = p + z * z / (2 * of), z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    low, high = (max(0.0, 100 * (middle + sign * half) / (1 + z * z / of)) for sign in (-1, 1))
    return f"{count} = {100 * p:.1f} % [{low:.1f}, {high:.1f}]"


def samples():
    """The tables of what was read: shares, repositories, and a line for each finding that is not true and wanted."""
    with KEPT.open(encoding="utf-8", newline="") as file:
        read = list(csv.DictReader(file, COLUMNS, delimiter="\t"))
    names = list(dict.fromkeys(line["sample"] for line in read))
    shares = ["| sample | read | " + " | ".join(VERDICTS.values()) + " | wrong in all | of what does not ask, true and wanted |",
              "|---" * (len(VERDICTS) + 4) + "|"]
    for name in names:
        of = [line for line in read if line["sample"] == name]
        count = collections.Counter(line["verdict"] for line in of)
        cells = [*(share(count[word], len(of)) for word in VERDICTS), share(sum(count[word] for word in WRONG), len(of)),
                 share(count["true"], len(of) - count["review"])]
        shares.append(f"| {name} | {len(of)} | {' | '.join(cells)} |")
    where = {line["repository"]: line["commit"] for line in read}
    shares += ["", "Read in " + ", ".join(f"{repository.replace('+', '/')} at {at}" for repository, at in sorted(where.items())) + "."]
    other = ["| sample | place | rule | verdict | why |", "|---|---|---|---|---|"]
    other += [f"| {line['sample']} | {line['repository'].replace('+', '/')}: `{line['path']}:{line['line']}` | `{line['rule']}` | {VERDICTS[line['verdict']]} "
              f"| {line['remark']} |" for line in read if line["verdict"] not in ("true", "review")]
    return {"samples": shares, "not-true": other}


def fill(parts):
    """Puts the lines between the marks of the page."""
    text = DOC.read_text()
    for name, lines in parts.items():
        body = "\n".join(lines)
        text = re.sub(rf"(<!-- {name} -->\n).*?(\n<!-- end -->)", lambda m, body=body: m.group(1) + body + m.group(2), text, flags=re.S)
    DOC.write_text(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dir", nargs="?")
    parser.add_argument("--bin", default="target/release/plimsoll")
    parser.add_argument("--check", action="append", default=[])
    parser.add_argument("--report")
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--set", default="recommended", choices=["recommended", "strict", "all"])
    parser.add_argument("--name", help="of the sample; the set and the seed where none is given")
    parser.add_argument("--messages", action="store_true", help="with what the findings say, in place of the remark")
    parser.add_argument("--read", action="store_true")
    args = parser.parse_args()
    if args.read:
        fill(samples())
        return
    if not args.dir:
        parser.error("name a directory of projects, or say --read")
    listed = subprocess.run([args.bin, "rules", "--format", "json", *args.check], capture_output=True, check=True).stdout
    rules = {rule["id"]: rule for rule in json.loads(listed)}
    if args.sample:
        write_drawn(args, rules)
        return
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
    fill(parts)


if __name__ == "__main__":
    main()
