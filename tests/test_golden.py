"""Lists of resources are checked in: a pull request shows what comes and goes.

The product's are those of its example. A team's are in own/golden/, which the product never has.
"""

import pytest

from operations.folder import PROJECT
from operations.project.generate import EXAMPLE, GOLDEN, TEAM_GOLDEN, golden
from operations.pulumi_cli import stacks_of

TEAM_LISTS = sorted(path.stem for path in TEAM_GOLDEN.glob("*.txt"))


@pytest.mark.parametrize("stack", stacks_of(EXAMPLE))
def test_the_checked_in_list_is_the_examples(stack: str) -> None:
    assert (GOLDEN / f"{stack}.txt").read_text() == golden(EXAMPLE, stack), "run `make generated`"


@pytest.mark.skipif(not TEAM_LISTS, reason="own/golden/ is empty; `make goldens` writes your lists")
@pytest.mark.parametrize("stack", sorted({*TEAM_LISTS, *stacks_of(PROJECT)}))
def test_the_checked_in_list_is_the_teams(stack: str) -> None:
    assert stack in TEAM_LISTS, "run `make goldens`"
    assert stack in stacks_of(PROJECT), "run `make goldens`"
    text = (TEAM_GOLDEN / f"{stack}.txt").read_text()
    assert text == golden(PROJECT, stack), "run `make goldens`, and look at what it changes"
