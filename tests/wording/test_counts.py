"""Numbers of things read well, one of them too."""

import pytest

from wording import counted


@pytest.mark.parametrize(
    ("number", "thing", "said"),
    [
        (1, "environment", "1 environment"),
        (0, "hazard", "0 hazards"),
        (2, "entry", "2 entries"),
        (1, "entry", "1 entry"),
        (3, "key", "3 keys"),
    ],
)
def test_a_number_of_things(number: int, thing: str, said: str) -> None:
    assert counted(number, thing) == said
