"""The list of each stack's resources is checked in: a pull request shows what comes and goes."""

import pytest

from operations.generate import GOLDEN, golden, stacks


@pytest.mark.parametrize("stack", stacks())
def test_the_checked_in_list_is_the_stacks(stack: str) -> None:
    assert (GOLDEN / f"{stack}.txt").read_text() == golden(stack), "run `make generated`"
