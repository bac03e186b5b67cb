#!/usr/bin/env python3
"""What Dockerfiles say of well-known images, as members of `policies/data/images.yaml`.

    facts.py SNAPSHOTS            compares the table with the Dockerfiles, tag by tag; exit 1 where they differ
    facts.py SNAPSHOTS --write    writes what they say: user, healthcheck, variants, volumes, ports, source, checked

SNAPSHOTS has a git directory `<owner>+<name>/repo` for each repository of GitHub that is read: docker-library/official-images, those that it names,
and those of `OTHERS`. Nothing is downloaded. What no snapshot says stays as it stands. The same snapshots give the same bytes.
"""

import os
import re
import subprocess
import sys

import yaml

TABLE = os.path.join(os.path.dirname(__file__), "..", "policies", "data", "images.yaml")
OFFICIAL = "docker-library/official-images"

# Images that are not official: the repository of their Dockerfile, and its path there.
OTHERS = {
    "apache/apisix": ("apache/apisix-docker", "debian/Dockerfile"),
    "apache/kafka": ("apache/kafka", "docker/jvm/Dockerfile"),
    "apache/tika": ("apache/tika-docker", "full/Dockerfile"),
    "axllent/mailpit": ("axllent/mailpit", "Dockerfile"),
    "chromadb/chroma": ("chroma-core/chroma", "Dockerfile"),
    "confluentinc/cp-base-java": ("confluentinc/common-docker", "base-java/Dockerfile.ubi9"),
    "confluentinc/cp-kafka": ("confluentinc/kafka-images", "kafka/Dockerfile.ubi9"),
    "confluentinc/cp-kafka-connect": ("confluentinc/kafka-images", "kafka-connect/Dockerfile.ubi9"),
    "confluentinc/cp-kafka-connect-base": ("confluentinc/kafka-images", "kafka-connect-base/Dockerfile.ubi9"),
    "confluentinc/cp-kafka-rest": ("confluentinc/kafka-rest-images", "kafka-rest/Dockerfile.ubi9"),
    "confluentinc/cp-ksqldb-server": ("confluentinc/ksql-images", "cp-ksqldb-server/Dockerfile.ubi9"),
    "confluentinc/cp-schema-registry": ("confluentinc/schema-registry-images", "schema-registry/Dockerfile.ubi9"),
    "confluentinc/cp-server": ("confluentinc/kafka-images", "server/Dockerfile.ubi9"),
    "dpage/pgadmin4": ("pgadmin-org/pgadmin4", "Dockerfile"),
    "edoburu/pgbouncer": ("edoburu/docker-pgbouncer", "Dockerfile"),
    "gcr.io/cadvisor/cadvisor": ("google/cadvisor", "deploy/Dockerfile"),
    "gcr.io/etcd-development/etcd": ("etcd-io/etcd", "Dockerfile"),
    "ghcr.io/paperless-ngx/paperless-ngx": ("paperless-ngx/paperless-ngx", "Dockerfile"),
    "gotenberg/gotenberg": ("gotenberg/gotenberg", "build/Dockerfile"),
    "grafana/loki": ("grafana/loki", "cmd/loki/Dockerfile"),
    "mailhog/mailhog": ("mailhog/MailHog", "Dockerfile"),
    "matrixdotorg/synapse": ("element-hq/synapse", "docker/Dockerfile"),
    "mccutchen/go-httpbin": ("mccutchen/go-httpbin", "Dockerfile"),
    "mcuadros/ofelia": ("mcuadros/ofelia", "Dockerfile"),
    "minio/minio": ("minio/minio", "Dockerfile.release"),
    "netboxcommunity/netbox": ("netbox-community/netbox-docker", "Dockerfile"),
    "nginxproxy/acme-companion": ("nginx-proxy/acme-companion", "Dockerfile"),
    "nginxproxy/nginx-proxy": ("nginx-proxy/nginx-proxy", "Dockerfile.debian"),
    "openresty/openresty": ("openresty/docker-openresty", "bookworm/Dockerfile"),
    "pgvector/pgvector": ("pgvector/pgvector", "Dockerfile"),
    "phusion/baseimage": ("phusion/baseimage-docker", "image/Dockerfile"),
    "postgis/postgis": ("postgis/docker-postgis", "18-3.6/Dockerfile"),
    "prom/blackbox-exporter": ("prometheus/blackbox_exporter", "Dockerfile"),
    "qdrant/qdrant": ("qdrant/qdrant", "Dockerfile"),
    "quay.io/coreos/etcd": ("etcd-io/etcd", "Dockerfile"),
    "quay.io/jupyter/base-notebook": ("jupyter/docker-stacks", "images/base-notebook/Dockerfile"),
    "quay.io/jupyter/datascience-notebook": ("jupyter/docker-stacks", "images/datascience-notebook/Dockerfile"),
    "quay.io/jupyter/docker-stacks-foundation": ("jupyter/docker-stacks", "images/docker-stacks-foundation/Dockerfile"),
    "quay.io/jupyter/minimal-notebook": ("jupyter/docker-stacks", "images/minimal-notebook/Dockerfile"),
    "quay.io/jupyter/pyspark-notebook": ("jupyter/docker-stacks", "images/pyspark-notebook/Dockerfile"),
    "quay.io/jupyter/scipy-notebook": ("jupyter/docker-stacks", "images/scipy-notebook/Dockerfile"),
    "quay.io/jupyter/tensorflow-notebook": ("jupyter/docker-stacks", "images/tensorflow-notebook/Dockerfile"),
    "sonatype/nexus3": ("sonatype/docker-nexus3", "Dockerfile"),
    "timescale/timescaledb": ("timescale/timescaledb-docker", "Dockerfile"),
    "traefik/whoami": ("traefik/whoami", "Dockerfile"),
    "typesense/typesense": ("typesense/typesense", "docker/deployment.Dockerfile"),
    "vabene1111/recipes": ("TandoorRecipes/recipes", "Dockerfile"),
    "valkey/valkey": ("valkey-io/valkey-container", "8.0/debian/Dockerfile"),
}

# Parts of tags that are taken for a pattern before others that would do.
PARTS = {"nanoserver", "windowsservercore", "core", "enterprise"}

# Users of images at the bottom that no snapshot describes.
BOTTOM = [
    ("scratch", "root"),
    ("mcr.microsoft.com/windows/nanoserver", "ContainerUser"),
    ("mcr.microsoft.com/windows/servercore", "ContainerAdministrator"),
    ("redhat/ubi", "root"),
    ("registry.hub.docker.com/library/", "root"),
    ("ghcr.io/astral-sh/uv", "root"),
    ("registry.access.redhat.com/ubi", "root"),
    ("oraclelinux", "root"),
]


class Snapshots:
    """Files of repositories as they were at a commit."""

    def __init__(self, folder):
        self.folder = folder
        self.seen = {}

    def directory(self, repository):
        path = os.path.join(self.folder, repository.replace("/", "+"), "repo")
        return path if os.path.isdir(path) else None

    def git(self, repository, *words):
        directory = self.directory(repository)
        if directory is None:
            return None
        key = (repository, words)
        if key not in self.seen:
            done = subprocess.run(["git", "-C", directory, *words], capture_output=True, check=False)
            self.seen[key] = done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
        return self.seen[key]

    def file(self, repository, path, commit="HEAD"):
        return self.git(repository, "show", f"{commit}:{path}")

    def nearest(self, repository, path, branch):
        """The file of the same name for the newest version that the snapshot has."""
        for ref in filter(None, [branch, "HEAD"]):
            text = self.file(repository, path, ref)
            if text:
                return text
        shape = lambda each: re.sub(r"[0-9]+([._][0-9]+)*", "#", each)
        every = (self.git(repository, "ls-tree", "-r", "--name-only", "HEAD") or "").split("\n")
        like = [each for each in every if shape(each) == shape(path)]
        newest = max(like, key=lambda each: [int(number) for number in re.findall("[0-9]+", each)], default=None)
        return self.file(repository, newest) if newest else None

    def day(self, repository):
        return self.git(repository, "log", "-1", "--format=%cs").strip()


def fields(block):
    """`Key: value` of a block of an official image's file; lines with a blank in front go on."""
    found, key = {}, None
    for line in block.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        match = re.match(r"([A-Za-z0-9-]+):\s*(.*)", line)
        if match and not line.startswith((" ", "\t")):
            key = match[1]
            found[key] = match[2]
        elif key:
            found[key] += " " + line.strip()
    return found


def blocks(text):
    """One mapping of fields for each set of tags; the first block holds what is common to all."""
    every = [found for found in (fields(block) for block in re.split(r"\n\s*\n", text)) if found]
    head, rest = every[0], every[1:] or every
    return [{**head, **own} for own in rest if "Tags" in {**head, **own}]


def substituted(text, env):
    """The text with variables put in; None where one is not known."""
    known = re.sub(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)(:-[^}]*)?\}?", lambda m: env.get(m[1]) or (m[2] or ":-\0")[2:], text)
    return None if "\0" in known else known


def listed(value):
    """The words of VOLUME or EXPOSE, in either form."""
    if value.startswith("["):
        return re.findall(r'"([^"]*)"', value)
    return value.split()


def stages(text):
    """What the stages of a Dockerfile set."""
    text = re.sub(r"\\[ \t]*\r?\n([ \t]*#.*\n)*", "", text)
    every, common = [], {}
    for line in text.splitlines():
        match = re.match(r"\s*(\w+)\s+(.*)", line)
        if not match or line.lstrip().startswith("#"):
            continue
        word, value = match[1].upper(), match[2].strip()
        env = every[-1]["env"] if every else common
        if word == "FROM":
            words = [each for each in value.split() if not each.startswith("--")]
            every.append({
                "from": substituted(words[0], common) or words[0],
                "as": words[2].lower() if len(words) > 2 else None,
                "env": dict(common), "user": None, "healthcheck": None, "volumes": [], "ports": [],
            })
        elif word in ("ENV", "ARG"):
            for key, quoted in re.findall(r'([A-Za-z_][A-Za-z0-9_]*)=("[^"]*"|\S*)', value):
                env[key] = substituted(quoted.strip('"'), env) or ""
            single = re.match(r"([A-Za-z_][A-Za-z0-9_]*)\s+([^=]+)$", value)
            if word == "ENV" and single:
                env[single[1]] = substituted(single[2].strip(), env) or ""
        elif not every:
            continue
        elif word == "USER":
            every[-1]["user"] = substituted(value, env) or value
        elif word == "HEALTHCHECK":
            every[-1]["healthcheck"] = not value.upper().startswith("NONE")
        elif word in ("VOLUME", "EXPOSE"):
            member = "volumes" if word == "VOLUME" else "ports"
            every[-1][member] += [substituted(each, env) for each in listed(value)]
    return every


def ended(text):
    """The last stage with what it has of earlier ones."""
    every = stages(text)
    if not every:
        return None
    last = dict(every[-1])
    for _ in every:
        below = [stage for stage in every if stage["as"] == last["from"].lower()]
        if not below:
            break
        for key in ("user", "healthcheck"):
            if last[key] is None:
                last[key] = below[0][key]
        for key in ("volumes", "ports"):
            last[key] = below[0][key] + last[key]
        last["from"] = below[0]["from"]
    return last


class Images:
    """What is known of each tag of each image."""

    def __init__(self, snapshots):
        self.snapshots = snapshots
        self.official = sorted(snapshots.git(OFFICIAL, "ls-tree", "--name-only", "HEAD", "library/").split())
        self.tags = {}

    def of(self, name):
        """{tag: stage}; of several tags of one Dockerfile each."""
        if name not in self.tags:
            self.tags[name] = {}
            self.tags[name] = self.official_tags(name) if name in self.official else self.other(name)
        return self.tags[name]

    def official_tags(self, name):
        found = {}
        for block in blocks(self.snapshots.file(OFFICIAL, name)):
            get = lambda key, default: block.get(key) or block.get(f"amd64-{key}") or default
            match = re.match(r"https://github\.com/([^/]+/[^/]+?)(\.git)?/?$", get("GitRepo", ""))
            if not match:
                continue
            path = os.path.normpath(os.path.join(get("Directory", "."), get("File", "Dockerfile")))
            text = self.snapshots.file(match[1], path, get("GitCommit", "HEAD"))
            text = text or self.snapshots.nearest(match[1], path, get("GitFetch", None))
            stage = ended(text) if text else None
            for tag in [] if stage is None else re.split(r",\s*", block["Tags"]):
                found[tag.strip()] = {**stage, "repository": match[1]}
        return found

    def other(self, name):
        if name not in OTHERS:
            return {}
        repository, path = OTHERS[name]
        text = self.snapshots.file(repository, path)
        stage = ended(text) if text else None
        return {} if stage is None else {"latest": {**stage, "repository": repository}}

    def below(self, stage):
        """The stage that another is built on; None where no snapshot has it."""
        image = stage["from"].split("@")[0]
        name, _, tag = re.sub(r"^(docker\.io|mirror\.gcr\.io)/|^library/", "", image).removeprefix("library/").partition(":")
        for known in (f"library/{name}", name):
            tags = self.of(known)
            if tags:
                return tags.get(tag or "latest") or self.default(known)
        return None

    def user(self, stage, depth=0):
        if stage["user"] is not None:
            named = stage["user"].strip('"').split(":")[0]
            return substituted(named, self.env(stage)) or named
        below = self.below(stage) if depth < 8 else None
        if below is not None and below is not stage:
            return self.user(below, depth + 1)
        image = stage["from"]
        return next((user for start, user in BOTTOM if image.startswith(start)), self.bottom(image))

    def env(self, stage):
        """Variables of a stage and of what it is built on."""
        env, depth = dict(stage["env"]), 0
        while stage is not None and depth < 8:
            stage, depth = self.below(stage), depth + 1
            env = {**(stage["env"] if stage else {}), **env}
        return env

    def bottom(self, image):
        """Distributions whose images are archives: they have no user of their own."""
        if image.startswith("gcr.io/distroless/"):
            return "65532" if "nonroot" in image else "root"
        name = re.sub(r"^(docker\.io|mirror\.gcr\.io)/", "", image).removeprefix("library/").split(":")[0].split("@")[0]
        return "root" if f"library/{name}" in self.official or "/" not in name else None

    def gathered(self, stage, member):
        every, depth = list(stage[member]), 0
        while stage is not None and depth < 8:
            if "$" in stage["from"]:
                return [None]
            stage, depth = self.below(stage), depth + 1
            every += stage[member] if stage else []
        return every

    def healthcheck(self, stage, depth=0):
        if stage["healthcheck"] is not None:
            return stage["healthcheck"]
        below = self.below(stage) if depth < 8 else None
        return self.healthcheck(below, depth + 1) if below is not None and below is not stage else False

    def default(self, name):
        tags = self.of(name)
        return tags.get("latest") or next(iter(tags.values()), None)


def version(tag):
    """The numbers at the beginning of a tag, and behind them one that is higher than any."""
    return [int(part) for part in re.findall("[0-9]+", re.match(r"v?([0-9]+(\.[0-9]+)*)?", tag)[0])] + [10**9]


def fits(pattern, tag):
    """As in `policies/lib/image.rego`."""
    if pattern.startswith("<"):
        return version(tag) < version(pattern[1:])[:-1]
    if pattern.startswith(">="):
        return version(tag) >= version(pattern[2:])[:-1]
    return tag.startswith(pattern[1:]) if pattern.startswith("^") else pattern in tag


def patterns(users, default):
    """Patterns that tell the tags of other users from those of the default one."""
    chosen = {}
    plain = {tag for tag, each in users.items() if each == default}
    if "latest" in plain and set(users.values()) != {default}:
        # Parts that only tags of the default user have come before all others, with the dash in front.
        only = {f"-{part}" for tag in plain for part in tag.split("-")[1:] if not re.search("[0-9]", part)}
        chosen = {each: default for each in only if not any(each in tag for tag in users if tag not in plain)}
    for user in sorted(set(users.values()) - {default}):
        own = {tag for tag, each in users.items() if each == user}
        others = set(users) - own
        parts = {re.sub(r"[0-9.]+$", "", part) for tag in own for part in re.split(r"[-]", tag)}
        starts = {"^" + match[1] for tag in own for match in [re.match(r"(v?[0-9]+(\.[0-9]+)?)", tag)] if match}
        starts |= {"^" + tag for tag in own if not re.match(r"v?[0-9]+\.", tag)}
        candidates = [each for each in parts | starts if len(each) > 2 or each.startswith("^")]
        others = {tag for tag in others if not any(fits(each, tag) for each in chosen)}
        candidates = [each for each in candidates if not any(fits(each, tag) for tag in others)]
        left = set(own)
        while left:
            gain = lambda each: (sum(fits(each, tag) for tag in left), each in PARTS, not each.startswith("^"), -len(each), each)
            best = max(candidates, key=gain, default=None)
            if best is None or not gain(best)[0]:
                return None
            chosen[best] = user
            left = {tag for tag in left if not fits(best, tag)}
    # Of the exceptions only those without which another pattern would misjudge a tag.
    needed = lambda each: any(fits(each, tag) and any(fits(other, tag) and chosen[other] != default for other in chosen) for tag in plain)
    return {each: user for each, user in chosen.items() if user != default or needed(each)}


def described(images, name, notes):
    """The members of an entry that the Dockerfiles say; None where they say nothing."""
    tags = images.of(name)
    if not tags:
        return None
    default = images.default(name)
    users = {tag: images.user(stage) for tag, stage in tags.items()}
    entry = {}
    user = images.user(default)
    if user and "$" not in user and None not in users.values():
        variants = patterns(users, user)
        if variants is None:
            notes.append(f"{name}: no patterns tell its users apart: {sorted(set(users.values()))}")
        else:
            entry["user"] = user
            entry["variants"] = dict(sorted(variants.items()))
    checks = {images.healthcheck(stage) for stage in tags.values()}
    if len(checks) == 1:
        entry["healthcheck"] = checks.pop()
    for member, order in (("volumes", str), ("ports", lambda text: int(re.match("[0-9]+", text)[0]))):
        values = images.gathered(default, member)
        plain = [value for value in values if value and (member == "volumes" or re.fullmatch(r"[0-9]+(/tcp|/udp)?", value))]
        if plain and len(plain) == len(values):
            entry[member] = sorted({value.rstrip("/").replace("/tcp", "") for value in plain}, key=lambda value: (order(value), value))
    entry["source"] = f"https://github.com/{default['repository']}"
    entry["checked"] = images.snapshots.day(default["repository"])
    return entry


ORDER = ["user", "healthcheck", "variants", "volumes", "ports", "source", "checked"]


def flow(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(key)}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(each) for each in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    plain = re.fullmatch(r"[A-Za-z/][A-Za-z0-9_./:+-]*", value) and not re.fullmatch(r"(?i)true|false|null|yes|no|on|off", value)
    return value if plain and not value.endswith(":") else f'"{value}"'


def written(head, table):
    lines = []
    for name, entry in sorted(table.items()):
        members = {key: entry[key] for key in ORDER if entry.get(key) not in (None, {}, [])}
        members |= {key: value for key, value in entry.items() if key not in ORDER}
        lines.append(f"  {name}: {flow(members)}\n")
    return head + "images:\n" + "".join(lines)


def main():
    folder, write = sys.argv[1], "--write" in sys.argv[2:]
    with open(TABLE, encoding="utf-8") as file:
        before = file.read()
    table = yaml.safe_load(before)["images"]
    for entry in table.values():
        entry["checked"] = str(entry["checked"]) if "checked" in entry else None
    images, notes, said = Images(Snapshots(folder)), [], 0
    for name in [*images.official, *sorted(OTHERS)]:
        found = described(images, name, notes)
        if found is None:
            notes.append(f"{name}: no snapshot has its Dockerfiles; by hand" if name in table else f"{name}: not known")
            continue
        said += 1
        old = table.get(name, {})
        # Versions that are published no more.
        kept = {pattern: user for pattern, user in old.get("variants", {}).items() if re.match("[<^]", pattern)}
        fresh = {pattern: user for pattern, user in kept.items() if not any(fits(pattern, tag) for tag in images.of(name))}
        if "variants" in found:
            found["variants"] = dict(sorted((fresh | found["variants"]).items()))
        for key in ("user", "healthcheck", "variants", "volumes", "ports"):
            if key in found and key in old and old[key] != found[key]:
                notes.append(f"{name}: {key} is {found[key]}, and the table says {old[key]}")
        table[name] = {**old, **found}
    after = written(before[: before.index("\nimages:\n") + 1], table)
    print(*notes, f"{said} of {len(table)} entries by their Dockerfiles", sep="\n")
    if write:
        with open(TABLE, "w", encoding="utf-8") as file:
            file.write(after)
    elif after != before:
        sys.exit(1)


if __name__ == "__main__":
    main()
