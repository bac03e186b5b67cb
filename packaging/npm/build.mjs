// Makes the packages for npm: one for each platform with the program in it, and `@plimsoll/cli`, which runs the one that fits.
//   node build.mjs VERSION DIRECTORY TARGET=PROGRAM...
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const PLATFORMS = {
  "x86_64-unknown-linux-musl": ["linux", "x64"],
  "aarch64-unknown-linux-musl": ["linux", "arm64"],
  "x86_64-apple-darwin": ["darwin", "x64"],
  "aarch64-apple-darwin": ["darwin", "arm64"],
  "x86_64-pc-windows-msvc": ["win32", "x64"],
};

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const [version, out, ...programs] = process.argv.slice(2);
if (!/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version ?? "") || !out || programs.length === 0) {
  console.error("usage: node build.mjs VERSION DIRECTORY TARGET=PROGRAM...");
  process.exit(2);
}

const common = {
  version,
  license: "(MIT OR Apache-2.0)",
  repository: { type: "git", url: "git+https://github.com/OWNER/plimsoll.git" },
  engines: { node: ">=18" },
};

const write = (folder, manifest) => {
  mkdirSync(folder, { recursive: true });
  for (const licence of ["LICENSE-MIT", "LICENSE-APACHE"]) copyFileSync(join(root, licence), join(folder, licence));
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
};

const parts = {};
for (const pair of programs) {
  const at = pair.indexOf("=");
  const [target, program] = [pair.slice(0, at), pair.slice(at + 1)];
  const platform = PLATFORMS[target];
  if (!platform) {
    console.error(`no package is made for the target \`${target}\`; there are ${Object.keys(PLATFORMS).join(", ")}`);
    process.exit(2);
  }
  const [os, cpu] = platform;
  const name = `@plimsoll/cli-${os}-${cpu}`;
  const folder = join(out, `cli-${os}-${cpu}`);
  const file = os === "win32" ? "plimsoll.exe" : "plimsoll";
  write(folder, { name, description: `plimsoll for ${os} on ${cpu}`, ...common, os: [os], cpu: [cpu], files: [file], preferUnplugged: true });
  copyFileSync(program, join(folder, file));
  chmodSync(join(folder, file), 0o755);
  parts[name] = version;
}

const folder = join(out, "cli");
write(folder, {
  name: "@plimsoll/cli",
  description: "Are our containers fit to ship, and can we prove it? Judges Compose files, Dockerfiles and env files as they will run",
  ...common,
  keywords: ["docker", "compose", "dockerfile", "policy", "compliance", "sarif"],
  bin: { plimsoll: "plimsoll.js" },
  files: ["plimsoll.js"],
  optionalDependencies: parts,
});
copyFileSync(join(here, "plimsoll.js"), join(folder, "plimsoll.js"));
chmodSync(join(folder, "plimsoll.js"), 0o755);
writeFileSync(join(folder, "README.md"), readFileSync(join(here, "README.md")));
