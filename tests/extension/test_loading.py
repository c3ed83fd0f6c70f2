"""Loading a project's own/: what is missing adds nothing, what is wrong is told."""

import re
from pathlib import Path

import pulumi
import pytest

from extension import load
from tests.factories import ROOT
from tests.written_rules import layers


def write(folder: Path, **files: str) -> Path:
    (folder / "own").mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / "own" / f"{name}.py").write_text(text)
    return folder


def test_a_project_without_the_folder_has_a_team_that_adds_nothing(tmp_path: Path) -> None:
    team = load(tmp_path)
    assert (team.exports, team.add, team.overrides) == ({}, None, [])


def test_the_folder_as_it_is_shipped_adds_nothing() -> None:
    team = load(ROOT)
    assert (team.exports, list(team.overrides)) == ({}, [])


def test_each_project_has_its_own_modules(tmp_path: Path) -> None:
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        write(folder, names=f"NAME = {name!r}", resources="from own.names import NAME\nadd = NAME")
        assert str(load(folder).add) == name


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"resources": "EXPORTS = ['x']"}, "own/resources.py: EXPORTS: must be names"),
        (
            {"resources": "from extension import Export\nEXPORTS = {'A_b': Export(print)}"},
            "own/resources.py: EXPORTS: A_b: must be lower-case",
        ),
        (
            {"resources": "import os\ndef add(("},
            "own/resources.py:2: SyntaxError: .*; correct your",
        ),
        ({"resources": "A = 1\nB = A.x"}, "own/resources.py:2: AttributeError: 'int' object has"),
        (
            {"overrides": "from extension import Override\n\nOVERRIDES = [Override('a', 'b', {})]"},
            "own/overrides.py:3: TypeError: .*; correct your own file",
        ),
        (
            {"resources": "EXPORT = {}"},
            "own/resources.py: EXPORT: nothing reads it; is EXPORTS meant",
        ),
        ({"resources": "def addd(p):\n    pass"}, "own/resources.py: addd: .*is add meant"),
        ({"overrides": "Overrides = []"}, "own/overrides.py: Overrides: .*is OVERRIDES meant"),
        ({"overrides": "OVERRIDES = {}"}, "own/overrides.py: OVERRIDES: must be a list"),
    ],
)
def test_something_else_is_told(tmp_path: Path, files: dict[str, str], says: str) -> None:
    with pytest.raises(pulumi.RunError, match=says):
        load(write(tmp_path, **files))


def test_other_names_are_the_teams(tmp_path: Path) -> None:
    resources = (
        "from extension import Export\nimport json as exports\n_EXPORT = 1\nTABLES = 2\n"
        "def add_table(): pass\ndef add(platform): pass"
    )
    assert load(write(tmp_path, resources=resources)).add is not None


def test_nothing_of_plinths_imports_the_folder_by_its_name() -> None:
    for package in layers():
        for path in (ROOT / package).rglob("*.py"):
            assert not re.search(r"^\s*(from|import) own\b", path.read_text(), re.MULTILINE), path
