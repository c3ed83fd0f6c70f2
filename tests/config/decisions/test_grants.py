"""The file of granted hazards is checked like every other file of the team."""

from datetime import date
from pathlib import Path

import pytest

from config import ConfigError
from config.decisions import Grant, Grants, read

TODAY = date(2026, 11, 26)
GOOD = """
grants:
  - resource: database
    type: aws:rds:Instance
    stack: prod
    grade: downtime
    reason: two minutes on Sunday at 03:00, announced
    owner: ann@example.com
    until: 2026-12-01
"""


def given(folder: Path, text: str) -> Grants:
    (folder / "config").mkdir(exist_ok=True)
    (folder / "config/grants.yaml").write_text(text, encoding="utf-8")
    return read(folder, TODAY)


def test_without_the_file_nothing_is_granted(tmp_path: Path) -> None:
    found = read(tmp_path, TODAY)
    assert found.grants == ()
    assert "data loss" in found.hazards
    assert "wider rights" not in found.hazards


def test_a_grant_covers_its_resource_up_to_its_grade(tmp_path: Path) -> None:
    [grant] = given(tmp_path, GOOD).grants

    def covers(**others: str) -> bool:
        change = {
            "stack": "prod",
            "type_": "aws:rds:Instance",
            "name": "database",
            "urn": "urn:x",
            "grade": "downtime",
        }
        return grant.covers(**{**change, **others})

    assert covers()
    assert covers(grade="capacity dip")
    assert not covers(grade="data loss")
    assert not covers(stack="staging")
    assert not covers(name="database-replica-1")
    assert not covers(type_="aws:rds:Proxy")


@pytest.mark.parametrize("pattern", ["data*", "urn:pulumi:prod::plinth::*", "*"])
def test_a_pattern_covers_names_and_urns(pattern: str) -> None:
    grant = Grant.model_validate(
        {
            "resource": pattern,
            "grade": "data loss",
            "reason": "a test of patterns",
            "owner": "ann",
            "until": "2026-12-01",
        }
    )
    assert grant.covers(
        stack="prod",
        type_="aws:rds:Instance",
        name="database",
        urn="urn:pulumi:prod::plinth::aws:rds/instance:Instance::database",
        grade="unknown",
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("2026-12-01", "2026-11-25", r"grants.yaml:9: grants.0.until: is over; .* ann@example"),
        ("downtime", "a nuisance", r"grants.yaml:6: grants.0.grade: must be one of data loss"),
        ("owner: ann@example.com", "by: ann", r"grants.0.owner: is missing"),
        ("reason: two minutes on Sunday at 03:00, announced", "reason: ok", r"grants.0.reason"),
        ("2026-12-01", "soon", r"grants.yaml:9: grants.0.until"),
        ("grants:", "grant:", r"grants.yaml:2: grant: is no key"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        given(tmp_path, GOOD.replace(old, new, 1))


def test_a_team_decides_what_is_a_hazard(tmp_path: Path) -> None:
    found = given(tmp_path, "hazards: [data loss, wider rights]\n")
    assert found.hazards == ("data loss", "wider rights")
