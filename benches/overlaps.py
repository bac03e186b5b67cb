#!/usr/bin/env python3
"""Writes docs/overlaps.md: which rules mark the same place about the same subject, how often, and why both stay.

    benches/overlaps.py DIR [--bin PATH] [--least N]

DIR holds repositories, a folder each. The reasons stand in benches/overlaps.tsv: a line names rules, of which any two may mark one place, and says why
none of them tells what another does (one that does absorbs it, and they are never told side by side). Exit 1 where a pair that is met at least
`--least` times has no reason, and where a line of reasons is met by none.
"""

import argparse
import collections
import csv
import json
import subprocess
import sys
import tempfile
from itertools import combinations
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "overlaps.md"
REASONS = HERE / "overlaps.tsv"
HEAD = """# Rules that mark the same place

One cause is one finding: where a finding says all that another one says, its rule *absorbs* the other's (`absorbs` in METADATA), and the other is told
with it. The pairs below still stand side by side: each of the two is mended without the other. Written by `benches/overlaps.py` from a run of all rules
over {repositories} public repositories ({findings} findings); pairs met fewer than {least} times are left out.
"""


def report(binary, directory):
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "report.json"
        subprocess.run([binary, "check", ".", "--set", "all", "--fail-on", "never", "-o", f"json={out}"], cwd=directory,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        return json.loads(out.read_text())


def pairs(found):
    """Each pair of rules that one report has at one place of one subject, with how often."""
    there = collections.defaultdict(set)
    for finding in found["findings"]:
        place = finding["location"]
        spot = (place["path"], *(place[end][part] for end in ("start", "end") for part in ("line", "column")))
        for one in finding["occurrences"]:
            there[(spot, one["project"], one["environment"], one["subject"])].add(finding["rule"])
    return collections.Counter(pair for rules in there.values() for pair in combinations(sorted(rules), 2))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dir", type=Path)
    parser.add_argument("--bin", default="plimsoll")
    parser.add_argument("--least", type=int, default=5)
    args = parser.parse_args()
    with REASONS.open(newline="") as file:
        reasons = [(set(rules.split()), why) for rules, why in csv.reader(file, delimiter="\t")]
    total, where, findings, repositories = collections.Counter(), collections.Counter(), 0, 0
    for directory in sorted(path for path in args.dir.iterdir() if path.is_dir()):
        found = report(args.bin, directory)
        met = pairs(found)
        total.update(met)
        where.update(met.keys())
        findings += len(found["findings"])
        repositories += 1
    rows, lacking, used = [], [], set()
    for (one, other), count in sorted(total.items(), key=lambda item: (-item[1], item[0])):
        number = next((n for n, (rules, _) in enumerate(reasons) if one in rules and other in rules), None)
        used.add(number)
        if count < args.least:
            continue
        if number is None:
            lacking.append(f"{one} {other}: {count}")
        else:
            rows.append((number, one, other, count, where[(one, other)]))
    out = [HEAD.format(repositories=repositories, findings=f"{findings:,}", least=args.least)]
    for number, (_, why) in enumerate(reasons):
        mine = [row for row in rows if row[0] == number]
        if mine:
            out += [f"\n## {why}\n", "| rules | | times | repositories |", "|---|---|---|---|"]
            out += [f"| `{one}` | `{other}` | {count} | {at} |" for _, one, other, count, at in mine]
    PAGE.write_text("\n".join(out) + "\n")
    for line in lacking:
        print("no reason:", line, file=sys.stderr)
    idle = [reasons[n][1] for n in range(len(reasons)) if n not in used]
    for why in idle:
        print("met by no pair:", why, file=sys.stderr)
    sys.exit(1 if lacking or idle else 0)


if __name__ == "__main__":
    main()
