"""The record of a release: each resource of the made-up team, with a digest of what it asks for.

It says in any clone, also in one without history, whether a new version changes what a team has.
`python -m tests.upgrade.record` writes it anew for the release that CHANGELOG.md names.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from operations.plan import document
from operations.plan.document import Document
from tests.factories import ROOT
from tests.upgrade import clone
from tests.upgrade.release import previous

STACKS = ("dev", "prod", "staging")
FOLDER = Path(__file__).parent / "records"
TEAM = Path(__file__).parent / "team"
"""The files of a team, laid out as they are in its clone."""

# What the engine keeps beside inputs, and what is more than the order of work.
_OPTIONS = (
    "additionalSecretOutputs",
    "customTimeouts",
    "deletedWith",
    "ignoreChanges",
    "protect",
    "replaceOnChanges",
    "retainOnDelete",
)
Record = dict[str, str]
"""URN from the type on -> digest; `-` where inputs depend on the machine."""


class Changed(NamedTuple):
    """A resource that is not what it was; its kind is `changed` where only digests are known."""

    kind: str
    type: str
    name: str


def planned(program: Path, project: Path, stack: str, file: Path) -> Document:
    """The plan of a project's stack, by the commands of a version of the program."""
    command = [sys.executable, "-m", "operations", "preview", stack]
    ended = subprocess.run(
        [*command, "--folder", str(project), "--json", str(file)],
        cwd=program,
        text=True,
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return document.read(file)


def write_project(folder: Path, program: Path = ROOT) -> None:
    """A folder with the team's files and a version of the program."""
    shutil.copytree(TEAM, folder, dirs_exist_ok=True)
    shutil.copy(program / "Pulumi.yaml", folder)
    (folder / "__main__.py").symlink_to(program / "__main__.py")


def of(plan: Document) -> Record:
    """The record of a plan."""
    known = document.references(plan)
    found = {}
    for step in plan["steps"]:
        state = step["newState"]
        inputs = {**state.get("inputs", {}), **known.get(step["urn"], {})}
        options = {key: state[key] for key in _OPTIONS if key in state}
        text = json.dumps([inputs, options], sort_keys=True)
        # Containers are given the folder that they are made from.
        local = state["type"].startswith("docker:")
        digest = "-" if local else hashlib.sha256(text.encode()).hexdigest()[:12]
        found[step["urn"].split("::", 2)[2]] = digest
    return found


def read(stack: str) -> Record:
    """The checked-in record of a stack."""
    lines = (FOLDER / f"{stack}.txt").read_text(encoding="utf-8").splitlines()
    return {urn: digest for digest, _, urn in (line.partition(" ") for line in lines)}


def text_of(record: Record) -> str:
    """A record as its file has it."""
    return "".join(f"{digest} {urn}\n" for urn, digest in sorted(record.items()))


def changes(before: Record, after: Record) -> Iterator[Changed]:
    """The resources that differ between two records."""
    for urn in sorted({*before, *after}):
        if before.get(urn) != after.get(urn):
            kind = "changed" if urn in before and urn in after else "created"
            kind = "deleted" if urn not in after else kind
            types, _, name = urn.partition("::")
            yield Changed(kind, types.rpartition("$")[2], name)


def steps(file: Path) -> Iterator[Changed]:
    """What a preview of Pulumi's engine would do, from its document."""
    kinds = {"create": "created", "update": "updated", "replace": "replaced", "delete": "deleted"}
    for step in document.read(file)["steps"]:
        if kind := kinds.get(step["op"]):
            types, _, name = step["urn"].split("::", 2)[2].partition("::")
            yield Changed(kind, types.rpartition("$")[2], name)


def main() -> None:
    """Write the records of the previous release, by that release's own program."""
    release = previous()
    with tempfile.TemporaryDirectory() as temporary:
        program, project = Path(temporary, "program"), Path(temporary, "project")
        clone.check_out(release.commit, program)
        write_project(project, program)
        FOLDER.mkdir(exist_ok=True)
        for stack in STACKS:
            print(f"{release.version}: {stack}", file=sys.stderr)
            plan = planned(program, project, stack, Path(temporary, "plan.json"))
            (FOLDER / f"{stack}.txt").write_text(text_of(of(plan)), encoding="utf-8")


if __name__ == "__main__":
    main()
