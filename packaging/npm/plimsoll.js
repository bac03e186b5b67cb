#!/usr/bin/env node
// Runs the program of the package for this platform, and ends as it ends.
"use strict";

const { spawnSync } = require("node:child_process");

const name = `@plimsoll/cli-${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "plimsoll.exe" : "plimsoll";

let program;
try {
  program = require.resolve(`${name}/${file}`);
} catch {
  console.error(`plimsoll: the package ${name} is not there: there is none for this platform, or optional dependencies were not installed`);
  process.exit(2);
}

const done = spawnSync(program, process.argv.slice(2), { stdio: "inherit" });
if (done.error) {
  console.error(`plimsoll: cannot run ${program}: ${done.error.message}`);
  process.exit(2);
}
// A program that a signal ended has judged nothing.
process.exit(done.status ?? 2);
