"""A mistake in own/ is told with its line; a fault of Plinth's own keeps its traceback."""

import shutil
from pathlib import Path

import pulumi
import pytest

from backends.plan_backend import PlanBackend
from engine import ProgramError, run
from extension.loading import load
from extension.mistakes import Known, told
from tests.factories import SHOP


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


def test_a_resource_without_a_provider_is_told_with_its_line_and_name(tmp_path: Path) -> None:
    for name in ("Pulumi.yaml", "Pulumi.staging.yaml", "config/workload.yaml", "__main__.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(SHOP / name, tmp_path / name)
    own(tmp_path, "import pulumi_aws as aws\n\n\ndef add(platform):\n    aws.sqs.Queue('mine')\n")
    with pytest.raises(ProgramError) as error:
        run(tmp_path, "staging", PlanBackend())
    assert str(error.value).startswith(
        "own/resources.py:5: aws:sqs/queue:Queue mine: has no AWS provider, which knows the "
        "account and the region; give it opts=platform.opts"
    )
