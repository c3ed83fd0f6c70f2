"""`config/waivers.yaml`: what it accepts, until when, and what is wrong with it."""

import re
from datetime import date
from pathlib import Path

import pytest

from policies import Violation, waivers
from policies.rule import Fault
from tests.policies.case import rule, urn

TODAY = date(2026, 11, 26)
TYPE = "aws:rds/instance:Instance"
ENTRY = """\
- policy: rds-survives-a-zone
  resource: {resource}
  owner: payments
  reason: one zone until the launch
  until: {until}
"""


def violation(name: str = "database", policy: str = "rds-survives-a-zone") -> Violation:
    return Violation(rule(policy), urn(TYPE, name), f"rds.Instance {name}", Fault("multiAz", "is"))


def write(folder: Path, text: str) -> Path:
    """A project with that file."""
    (folder / "config").mkdir(exist_ok=True)
    (folder / waivers.FILE).write_text(text, encoding="utf-8")
    return folder


def problems(folder: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(waivers.WaiverError) as caught:
        waivers.read(write(folder, text), TODAY)
    return caught.value.problems


@pytest.mark.parametrize(
    ("resource", "covers"),
    [
        ("database", True),
        ("rds.Instance database", True),
        (urn(TYPE, "database"), True),
        ("data*", True),
        ("'rds.Instance *'", True),
        ("'*::database'", True),
        ("database-replica-1", False),
        ("base", False),
        ("'*replica*'", False),
    ],
)
def test_a_waiver_names_resources(tmp_path: Path, resource: str, covers: bool) -> None:
    text = ENTRY.format(resource=resource, until="2027-03-31")
    (one,) = waivers.read(write(tmp_path, text), TODAY)
    assert one.covers(violation()) is covers
    assert not one.covers(violation(policy="rds-encrypts"))
    found = waivers.apply([violation()], [one])
    assert (found.open, found.waived) == ((), (violation(),))[:: 1 if covers else -1]
    assert found.idle == (() if covers else (one,))


def test_a_project_has_no_waivers_unless_it_writes_some(tmp_path: Path) -> None:
    assert waivers.read(tmp_path, TODAY) == ()
    assert waivers.read(write(tmp_path, "# none yet\n"), TODAY) == ()


@pytest.mark.parametrize(("until", "holds"), [("2026-11-26", True), ("2026-11-25", False)])
def test_a_waiver_holds_to_the_end_of_its_last_day(tmp_path: Path, until: str, holds: bool) -> None:
    text = ENTRY.format(resource="database", until=until)
    if holds:
        assert waivers.read(write(tmp_path, text), TODAY)
    else:
        assert problems(tmp_path, f"# ours\n{text}") == (
            "config/waivers.yaml:6: until: the waiver of rds-survives-a-zone ended on 2026-11-25; "
            "mend database, or let payments say anew until when",
        )


GOOD = ENTRY.format(resource="database", until="2027-03-31")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            GOOD.replace("survives-a-zone", "survive-a-zone"),
            "config/waivers.yaml:1: policy: is no policy; did you mean rds-survives-a-zone?, "
            "got 'rds-survive-a-zone'",
        ),
        (
            GOOD.replace("rds-survives-a-zone", "x"),
            "config/waivers.yaml:1: policy: is no policy; docs/generated/policies.md has all, "
            "got 'x'",
        ),
        (
            GOOD.replace("2027-03-31", "next year"),
            "config/waivers.yaml:5: until: must be a day, such as 2027-03-31, got 'next year'",
        ),
        (
            GOOD.replace("2027-03-31", ""),
            "config/waivers.yaml:5: until: must be a day, such as 2027-03-31, got ''",
        ),
        (
            GOOD.replace("  owner: payments\n", ""),
            "config/waivers.yaml:1: owner: is missing; add it",
        ),
        (
            GOOD.replace("payments", '""'),
            "config/waivers.yaml:3: owner: must not be empty, got ''",
        ),
        (
            GOOD.replace("payments", "[payments]"),
            "config/waivers.yaml:3: owner: must be text",
        ),
        (
            GOOD.replace("reason", "because"),
            "config/waivers.yaml:4: because: is no key of a waiver; it has policy, resource, "
            "owner, reason, until, got 'one zone until the launch'",
        ),
        (
            GOOD + "  owner: another\n",
            "config/waivers.yaml:6: owner: is there twice; remove one",
        ),
        (
            "waivers: 1\n",
            "config/waivers.yaml:1: must be a list, each entry with policy, resource, owner, "
            "reason, until",
        ),
        (
            "- database\n",
            "config/waivers.yaml:1: must have the keys policy, resource, owner, reason, until",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    assert told in problems(tmp_path, text)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    wrong = GOOD.replace("2027-03-31", "soon") + GOOD.replace("2027-03-31", "2020-01-01")
    assert [each.partition(": ")[0] for each in problems(tmp_path, wrong)] == [
        "config/waivers.yaml:5",
        "config/waivers.yaml:10",
    ]


def test_what_is_no_yaml_is_told_with_its_line(tmp_path: Path) -> None:
    (told,) = problems(tmp_path, "- policy: [\n")
    assert re.match(r"config/waivers.yaml:\d: is not YAML; look at this line", told)
    (tmp_path / waivers.FILE).write_bytes(b"\xff\xfe")
    with pytest.raises(waivers.WaiverError, match="is not UTF-8 text; save it as UTF-8"):
        waivers.read(tmp_path, TODAY)


def test_a_folder_or_a_link_to_nowhere_is_not_taken_for_no_waivers(tmp_path: Path) -> None:
    file = tmp_path / waivers.FILE
    file.mkdir(parents=True)
    with pytest.raises(waivers.WaiverError, match=r"^config/waivers\.yaml: cannot be read: Is a"):
        waivers.read(tmp_path, TODAY)
    file.rmdir()
    file.symlink_to("nowhere")
    with pytest.raises(
        waivers.WaiverError, match=r"^config/waivers\.yaml: cannot be read: No such"
    ):
        waivers.read(tmp_path, TODAY)


SETTINGS = """\
config:
  plinth:settings:
    production:
      without:
        database.multi_az: {{reason: one zone until the launch, until: {until}}}
"""


@pytest.mark.parametrize(("until", "counts"), [("2026-11-26", True), ("2026-11-25", False)])
def test_a_rule_that_the_settings_lift_is_waived_for_its_stack(
    tmp_path: Path, until: str, counts: bool
) -> None:
    (tmp_path / "Pulumi.prod.yaml").write_text(SETTINGS.format(until=until), encoding="utf-8")
    found = waivers.read(tmp_path, TODAY)
    assert [(each.policy, each.owner) for each in found] == (
        [("rds-survives-a-zone", "Pulumi.prod.yaml")] if counts else []
    )
    assert waivers.apply([], found).idle == ()
    [stack] = re.findall(r"urn:pulumi:(\w+)::", violation().urn)
    assert any(each.covers(violation()) for each in found) is (counts and stack == "prod")


@pytest.mark.parametrize("text", ["- a: [", "a: 1", SETTINGS.format(until="soon"), "\x00"])
def test_a_stack_file_that_says_nothing_of_it_lifts_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "Pulumi.prod.yaml").write_text(text, encoding="utf-8")
    assert waivers.read(tmp_path, TODAY) == ()
