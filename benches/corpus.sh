#!/usr/bin/env bash
# Times the whole process over a directory of projects: `benches/corpus.sh DIR [RUNS]`. Prints wall seconds and peak memory of each run.
set -euo pipefail
dir=${1:-../shared/corpus}
runs=${2:-5}
if [ ! -d "$dir" ]; then
    echo "skipped: there is no $dir"
    exit 0
fi
cargo build --quiet --locked --release
for _ in $(seq "$runs"); do
    python3 - "$dir" <<'PY'
import os, resource, subprocess, sys, time
start = time.perf_counter()
code = subprocess.run(["target/release/plimsoll", "check", sys.argv[1], "--fail-on", "never", "-o", f"json={os.devnull}"], stderr=subprocess.DEVNULL).returncode
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"{time.perf_counter() - start:.3f} s wall, {usage.ru_utime + usage.ru_stime:.3f} s cpu, {usage.ru_maxrss / 1024:.0f} MB, exit {code}")
PY
done
