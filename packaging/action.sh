#!/usr/bin/env bash
# What the action runs: one evaluation, written as what was asked for. Inputs come as variables, so that none of their text is ever shell.
set -uo pipefail
program=$RUNNER_TEMP/plimsoll/plimsoll
json=$RUNNER_TEMP/plimsoll/report.json
read -r -a targets <<<"${TARGETS:-.}"
read -r -a arguments <<<"${FURTHER:-}"
arguments+=(-o text -o "sarif=$SARIF" -o "json=$json")
[ -z "${FAIL_ON:-}" ] || arguments+=(--fail-on "$FAIL_ON")
[ -z "${RULES:-}" ] || arguments+=(--set "$RULES")
[ -z "${BASELINE:-}" ] || arguments+=(--baseline "$BASELINE")
[ -z "${SINCE:-}" ] || arguments+=("--since=$SINCE")
[ -z "${CATEGORY:-}" ] || arguments+=(--sarif-category "$CATEGORY")
[ "${SUMMARY:-true}" != true ] || arguments+=(-o "markdown=$RUNNER_TEMP/plimsoll/summary.md")
[ "${ANNOTATIONS:-true}" != true ] || arguments+=(-o "github=$RUNNER_TEMP/plimsoll/annotations")
code=0
"$program" check "${arguments[@]}" -- "${targets[@]}" || code=$?
[ ! -f "$RUNNER_TEMP/plimsoll/annotations" ] || cat "$RUNNER_TEMP/plimsoll/annotations"
[ ! -f "$RUNNER_TEMP/plimsoll/summary.md" ] || cat "$RUNNER_TEMP/plimsoll/summary.md" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
{
    echo "exit-code=$code"
    echo "sarif=$SARIF"
    echo "json=$json"
    [ ! -f "$json" ] || echo "findings=$(python3 -c 'import json, sys; print(sum(json.load(open(sys.argv[1]))["summary"]["findings"].values()))' "$json")"
} >>"${GITHUB_OUTPUT:-/dev/null}"
exit "$code"
