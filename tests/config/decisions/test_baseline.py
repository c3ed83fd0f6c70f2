"""The file of reviewed differences is checked like every other file of the team."""

from datetime import date
from pathlib import Path

import pytest

from config import ConfigError
from config.decisions import Baseline, Decision
from config.decisions.baseline import FILE, read

TODAY = date(2026, 11, 26)
GOOD = """
drift:
  - resource: mails
    property: visibilityTimeoutSeconds
    stack: prod
    decision: record
    reason: a longer time while the queue is drained
    owner: ann@example.com
    until: 2026-12-01
"""


def given(folder: Path, text: str) -> Baseline:
    (folder / "config").mkdir(exist_ok=True)
    (folder / FILE).write_text(text, encoding="utf-8")
    return read(folder / FILE, TODAY)


def test_without_the_file_nothing_is_decided(tmp_path: Path) -> None:
    assert read(tmp_path / FILE, TODAY).drift == ()


def covers(decision: Decision, **others: str) -> bool:
    difference = {"stack": "prod", "name": "mails", "path": "visibilityTimeoutSeconds"}
    given = {**difference, **others}
    return decision.covers(stack=given["stack"], names=(given["name"],), path=given["path"])


def test_a_decision_covers_its_property_only(tmp_path: Path) -> None:
    [decision] = given(tmp_path, GOOD).drift
    assert covers(decision)
    assert not covers(decision, stack="staging")
    assert not covers(decision, name="mails-2")
    assert not covers(decision, path="delaySeconds")


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ('tags["a.b"]', 'tags["a.b"]', True),
        ("tags*", 'tags["a.b"]', True),
        ("*", "policy.Statement[A].Action", True),
        ("policy.Statement[A]*", "policy.Statement[A].Action", True),
        ("policy.Statement[A]*", "policy.StatementA.Action", False),
        ("tag", "tags", False),
    ],
)
def test_only_a_star_is_special(tmp_path: Path, pattern: str, path: str, matches: bool) -> None:
    text = GOOD.replace("visibilityTimeoutSeconds", f"'{pattern}'")
    [decision] = given(tmp_path, text).drift
    assert covers(decision, path=path) is matches


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("2026-12-01", "2026-11-25", r"drift.yaml:9: drift.0.until: is over; .* ann@example"),
        ("record", "accept", r"drift.yaml:6: drift.0.decision: must be one of record"),
        ("owner: ann@example.com", "by: ann", r"drift.0.owner: is missing"),
        ("reason: a longer time while the queue is drained", "reason: ok", r"drift.0.reason"),
        ("2026-12-01", "soon", r"drift.yaml:9: drift.0.until"),
        ("drift:", "drifts:", r"drift.yaml:2: drifts: is no key"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        given(tmp_path, GOOD.replace(old, new, 1))


def test_a_decision_that_would_hide_everything_is_refused(tmp_path: Path) -> None:
    text = GOOD.replace("mails", "'*'").replace("visibilityTimeoutSeconds", "'*'")
    assert given(tmp_path, text).drift
    with pytest.raises(ConfigError, match=r"drift\.0\.resource: would hide every difference"):
        given(tmp_path, text.replace("record", "ignore"))
