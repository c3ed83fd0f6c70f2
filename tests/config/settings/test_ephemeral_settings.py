"""What would keep an ephemeral environment from going is refused."""

from pathlib import Path
from typing import Any

import pytest

from config import ConfigError, load
from config.checks.stack_checks import stack_problems
from tests.factories import SHOP, make_settings, raw_settings
from tests.operations.served import project

LIFE = {"copy_of": "prod", "until": "2026-11-30"}


@pytest.mark.parametrize(
    ("changes", "key", "said"),
    [
        ({"protect": True}, "protect", "goes whole"),
        ({"environment": "production"}, "environment", "cannot be production"),
        ({"recovery_region": "eu-west-1"}, "recovery_region", "must be null"),
        ({"backup": {"vault": True}}, "backup.vault", "nobody can delete a vault"),
        ({"tags": {"extra": {"ephemeral-until": "x"}}}, "tags.extra", "Plinth gives"),
        ({"tags": {"extra": {f"key-{n}": "a" for n in range(5)}}}, "tags.extra", "keep 4"),
        ({"ephemeral": {**LIFE, "until": "soon"}}, "ephemeral.until", "must be a day"),
        ({"ephemeral": {**LIFE, "until": 3.5}}, "ephemeral.until", "must be a day"),
        ({"ephemeral": {"until": "2026-11-30"}}, "ephemeral.copy_of", "is missing"),
        ({"ephemeral": {**LIFE, "days": 3}}, "ephemeral.days", "is no key"),
        ({"ephemeral": "2026-11-30"}, "ephemeral", "must be keys with values"),
        ({"ephemeral": []}, "ephemeral", "must be keys with values"),
        ({"ephemeral": {}}, "ephemeral", "is empty; add copy_of"),
    ],
)
def test_what_contradicts_it_is_refused(changes: dict[str, Any], key: str, said: str) -> None:
    raw = raw_settings("staging", **{"ephemeral": LIFE, **changes})
    with pytest.raises(ConfigError) as refused:
        load("staging", raw, SHOP)
    told = [each for each in refused.value.problems if f" {key}" in str(each)]
    assert any(said in str(each) for each in told), refused.value


@pytest.mark.parametrize(
    "written", ["2026-11-30", "2026-11-30 00:00:00 +0000 UTC", "2026-11-30T00:00:00Z"]
)
def test_its_last_day_is_taken_as_the_cli_hands_it_on(written: str) -> None:
    settings = make_settings("staging", ephemeral={**LIFE, "until": written})
    assert settings.ephemeral is not None
    assert str(settings.ephemeral.until) == "2026-11-30"


def test_its_origin_is_a_stack_of_the_same_account(tmp_path: Path) -> None:
    folder = project(tmp_path)
    said = {
        origin: [
            broken.remedy
            for broken in stack_problems(
                make_settings("staging", ephemeral={**LIFE, "copy_of": origin}), "pr-1", folder
            )
            if broken.place == "ephemeral.copy_of"
        ]
        for origin in ("staging", "prod", "nothing")
    }
    assert said["staging"] == []
    assert "account" in said["prod"][0]
    assert "there are: dev, prod, staging" in said["nothing"][0]
