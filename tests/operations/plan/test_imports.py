"""A preview imports nothing that its stack does not use. Most of the time that a person waits for
one goes into imports."""

import functools
import json
import keyword
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.factories import ROOT, SHOP

pytestmark = pytest.mark.xdist_group("imports of a preview")

RUN = """
import atexit, json, os, runpy, sys
sys.path[0] = os.getcwd()
names = sys.argv.pop(1)
atexit.register(lambda: open(names, "w").write(json.dumps(sorted(sys.modules))))
runpy.run_module("operations", run_name="__main__")
"""

UNUSED = {"boto3", "botocore", "debugpy", "jinja2", "moto", "requests", "urllib3"}


def run(command: str, *arguments: str, names: Path) -> tuple[str, set[str]]:
    """What a command prints, and the modules that it imported."""
    arguments = (command, *arguments, "--folder", str(SHOP))
    ended = subprocess.run(
        [sys.executable, "-c", RUN, str(names), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout, set(json.loads(names.read_text()))


def services(modules: set[str]) -> set[str]:
    """The parts of AWS whose resources were imported."""
    return {
        name.split(".")[1]
        for name in modules
        if name.startswith("pulumi_aws.") and name.count(".") > 1
    }


@functools.cache
def preview(stack: str) -> tuple[str, set[str]]:
    """The document of a stack, and the modules that its preview imported."""
    with tempfile.TemporaryDirectory() as folder:
        return run("preview", stack, "--json", "-", names=Path(folder) / "modules.json")


@pytest.mark.parametrize("stack", ["prod", "dev"])
def test_a_preview_imports_the_services_of_its_own_resources(stack: str) -> None:
    printed, modules = preview(stack)
    types = {step["newState"]["type"] for step in json.loads(printed)["steps"]}
    used = {type_.split(":")[1].split("/")[0] for type_ in types if type_.startswith("aws:")}
    assert services(modules) == {f"{name}_" if keyword.iskeyword(name) else name for name in used}
    on_docker = any(type_.startswith("docker:") for type_ in types)
    assert ("pulumi_docker" in modules) == on_docker
    assert not modules & UNUSED


def test_the_documents_of_several_stacks_are_those_of_one_each(tmp_path: Path) -> None:
    together, _ = run("documents", "prod", "dev", names=tmp_path / "modules.json")
    for stack, document in json.loads(together).items():
        alone, _ = preview(stack)
        assert without_time(document) == without_time(json.loads(alone))


def without_time(document: dict[str, object]) -> dict[str, object]:
    """A document without the one value that differs from run to run."""
    return {key: value for key, value in document.items() if key != "duration"}
