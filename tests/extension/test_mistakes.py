"""A mistake in own/ is told with its line; a fault of Plinth's own keeps its traceback."""

from pathlib import Path

import pulumi
import pytest

from extension.loading import load
from extension.mistakes import Known, told


def own(folder: Path, text: str) -> None:
    (folder / "own").mkdir()
    (folder / "own" / "resources.py").write_text(text)


def test_an_exception_of_a_function_in_own_has_its_line(tmp_path: Path) -> None:
    own(tmp_path, "def add(platform):\n    return platform['traker']\n")
    team = load(tmp_path)
    assert team.add is not None
    says = r"own/resources.py:2: LookupError: there is no program 'traker'; did you mean tracker"
    with pytest.raises(pulumi.RunError, match=says), told():
        team.add(Known("program", {"tracker": 1}))  # type: ignore[arg-type]


def test_the_near_name_is_told() -> None:
    with pytest.raises(LookupError, match="there is no program 'traker'; did you mean tracker"):
        Known("program", {"tracker": 1})["traker"]
    with pytest.raises(LookupError, match="there are: a, b"):
        Known("queue", {"a": 1, "b": 2})["zzz"]


def test_an_exception_from_elsewhere_passes(tmp_path: Path) -> None:
    own(tmp_path, "")
    load(tmp_path)
    with pytest.raises(ZeroDivisionError), told():
        _ = 1 / 0
