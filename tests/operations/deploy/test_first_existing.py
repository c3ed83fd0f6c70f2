"""A first deployment asks for what others made, before it makes anything that needs it."""

from pathlib import Path
from typing import Any

import pytest

from operations.deploy import first
from operations.errors import Ended
from operations.existing import existing
from operations.existing.wanted import Wanted
from tests.factories import make_platform

THING = Wanted(
    id="shop-uploads-2024", kind="bucket", use="bucket uploads", region="", needs=(), owner=()
)


def step(*, emulated: bool = False, **settings: Any) -> Any:
    """The steps of a stack, without a state."""
    made = object.__new__(first._First)
    made._stack, made._folder, made._emulated = "staging", Path(), emulated
    made._platform, made._endpoint = make_platform("staging", settings=settings), ""
    return made


@pytest.mark.parametrize("found", [[], [(THING, "is in us-east-1")]], ids=("well", "wrong"))
def test_what_is_not_as_it_must_be_ends_the_command(
    found: list[Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []

    def told(_folder: Path, stack: str, _client: Any) -> Any:
        asked.append(stack)
        return [THING], found

    monkeypatch.setattr(existing, "told", told)
    step().existing()
    buckets = {"buckets": {"uploads": {"name": "shop-uploads-2024"}}}
    step(emulated=True, existing=buckets).existing()
    assert asked == [], "nothing exists, or the emulated account has it"
    if found:
        with pytest.raises(Ended) as ended:
            step(existing=buckets).existing()
        assert ended.value.code == first.LEFT
        printed = capsys.readouterr().out
        assert "shop-uploads-2024\n  is in us-east-1\n" in printed
        assert "make first-deployment STACK=staging" in printed
    else:
        step(existing=buckets).existing()
        assert "AWS has each of the 1 that the settings name" in capsys.readouterr().err
    assert asked == ["staging"]
