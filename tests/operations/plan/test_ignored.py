"""What a program leaves to others is no change, and what stands beside it is one."""

import pytest

from operations.plan.ignored import is_ignored


@pytest.mark.parametrize(
    ("path", "ignored", "expected"),
    [
        ("desiredCount", ["desiredCount"], True),
        ("desiredCounts", ["desiredCount"], False),
        ("actions[1].forward.targetGroups[0].weight", ["actions[1].forward"], True),
        ("actions[0].jwtValidation.issuer", ["actions[1].forward"], False),
        ("actions[3].forward.x", ["actions[*].forward"], True),
        ('tags["a.b"].c', ['tags["a.b"]'], True),
        ('tags["a.c"]', ['tags["a.b"]'], False),
        ("actions", ["actions[1].forward"], False),
        ("a", [], False),
    ],
)
def test_a_path_is_ignored_with_all_below_it(path: str, ignored: list[str], expected: bool) -> None:
    assert is_ignored(path, ignored) is expected
