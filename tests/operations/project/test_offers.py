"""`offers` lists what was read of AWS, and fails on request when a table is old."""

import datetime
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from config.values import aws_facts
from operations.__main__ import app


def run(*arguments: str) -> tuple[int, str]:
    ended = CliRunner().invoke(app, ["offers", *arguments])
    return ended.exit_code, ended.output


def test_every_table_is_listed_with_its_age() -> None:
    status, output = run()
    assert status == 0
    assert [name for name in aws_facts.FACTS if name not in output] == []


def test_an_old_table_is_told_and_is_a_failure_on_request(monkeypatch: pytest.MonkeyPatch) -> None:
    young = {
        name: replace(fact, read=datetime.date.today()) for name, fact in aws_facts.FACTS.items()
    }
    monkeypatch.setattr(aws_facts, "FACTS", young)
    assert run("--stale") == (
        0,
        f"0 of {len(young)} tables of config/values/aws_facts.yaml are older "
        f"than {aws_facts.STALE_DAYS} days\n",
    )
    long_ago = datetime.date.today() - datetime.timedelta(days=aws_facts.STALE_DAYS + 1)
    young["cache_types"] = replace(young["cache_types"], read=long_ago)
    status, output = run("--stale")
    assert status == 2
    assert "cache_types" in output
    assert "rds_classes" not in output
