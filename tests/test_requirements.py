"""The locked requirements: whole for every installer, Python and system that README promises.

A requirement that is not pinned as it is asked for, extras included, is resolved anew by some
installers: the set-up then fails, or installs something else, from the day of the next release.
"""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.factories import ROOT

LOCKS = ("requirements.txt", "requirements-development.txt")
FILES = (*LOCKS, "requirements-installer.txt", "requirements-scan.txt")
ENVIRONMENTS = [
    {"python_version": f"3.{minor}", "python_full_version": f"3.{minor}.0", **system}
    for minor in (11, 12, 13, 14)
    for system in (
        {"sys_platform": "linux", "platform_system": "Linux", "platform_machine": "x86_64"},
        {"sys_platform": "darwin", "platform_system": "Darwin", "platform_machine": "arm64"},
    )
]


def entries(file: str) -> Iterator[tuple[Requirement, str]]:
    """Each requirement of a file, with its hashes."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / file).read_text(), flags=re.MULTILINE)
    for entry in text.replace("\\\n", " ").strip().splitlines():
        requirement, *hashes = entry.split(" --hash=")
        yield Requirement(requirement.strip()), " ".join(hashes)


def applies(requirement: Requirement, environment: dict[str, str], extras: set[str]) -> bool:
    if requirement.marker is None:
        return True
    known = {**default_environment(), **environment}
    return any(
        requirement.marker.evaluate({**known, "extra": extra})  # type: ignore[dict-item]
        for extra in extras or {""}
    )


def missing(file: str, environment: dict[str, str]) -> list[str]:
    """What the locked packages, and the project itself, ask for and the lock does not pin."""
    pins = {
        canonicalize_name(pin.name): pin
        for pin, _ in entries(file)
        if applies(pin, environment, set())
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [("pyproject.toml", text) for text in project["dependencies"]]
    if file == "requirements-development.txt":
        development = project["optional-dependencies"]["development"]
        asked += [("pyproject.toml", text) for text in development]
    wanted = [(source, Requirement(text)) for source, text in asked]
    for pin in pins.values():
        if not applies(pin, {}, set()):
            # Not installed here: what it asks for shows where it is.
            continue
        for text in metadata.requires(pin.name) or ():
            requirement = Requirement(text)
            if applies(requirement, environment, pin.extras):
                wanted.append((pin.name, requirement))
    found = []
    for source, requirement in wanted:
        held = pins.get(canonicalize_name(requirement.name))
        pinned = held is not None and requirement.extras <= held.extras
        version = str(held.specifier).removeprefix("==") if held else ""
        if not (pinned and requirement.specifier.contains(version)):
            found.append(f"{source} asks for {requirement}, pinned is {held}")
    return found


@pytest.mark.parametrize("file", LOCKS)
@pytest.mark.parametrize(
    "environment", ENVIRONMENTS, ids=lambda each: f"{each['python_version']}-{each['sys_platform']}"
)
def test_no_installer_has_anything_left_to_resolve(file: str, environment: dict[str, str]) -> None:
    assert missing(file, environment) == []


@pytest.mark.parametrize("file", FILES)
def test_everything_is_pinned_with_its_hashes_and_names_no_index(file: str) -> None:
    for pin, hashes in entries(file):
        assert re.fullmatch(r"==[^*,]+", str(pin.specifier)), pin
        assert hashes.startswith("sha256:"), pin
        assert pin.url is None
    assert "://" not in (ROOT / file).read_text()


def test_the_tests_run_with_the_very_packages_of_the_program() -> None:
    program = {str(pin): hashes for pin, hashes in entries("requirements.txt")}
    assert (
        program.items()
        <= dict(
            (str(pin), hashes) for pin, hashes in entries("requirements-development.txt")
        ).items()
    )


def test_this_environment_is_the_locked_one() -> None:
    for pin, _ in entries("requirements-development.txt"):
        if applies(pin, {}, set()):
            assert pin.specifier.contains(metadata.version(pin.name)), pin


def test_the_tests_of_one_group_run_in_one_process(tmp_path: Path) -> None:
    """Their fixtures take minutes; a version of pytest that the scheduler does not know makes them
    once for each process, without a word."""
    file = tmp_path / "test_group.py"
    file.write_text(
        "import pytest\n"
        "@pytest.mark.xdist_group('one')\n"
        "@pytest.mark.parametrize('number', range(8))\n"
        "def test_it(number): pass\n"
    )
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", "-n", "2", "--dist", "loadgroup", str(file)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    workers = set(re.findall(r"\[(gw\d)\].*PASSED", ended.stdout))
    assert len(workers) == 1, ended.stdout + ended.stderr
