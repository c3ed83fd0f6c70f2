"""A workload in one file for each team: read as one, each line found, nobody takes from another."""

import re
import shutil
from pathlib import Path

import pytest

from config import CloudPlatform, ConfigError, load
from config.files import yaml_file
from tests.factories import ROOT

CLINIC = ROOT / "examples" / "clinic"
SETTINGS = yaml_file.read(CLINIC / "Pulumi.prod.yaml").content["config"]["plinth:settings"]


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    shutil.copytree(CLINIC, tmp_path / "clinic")
    return tmp_path / "clinic"


def change(clinic: Path, team: str, old: str, new: str) -> None:
    file = clinic / "config/teams" / f"{team}.yaml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def loaded(clinic: Path) -> CloudPlatform:
    found = load("prod", SETTINGS, clinic)
    assert isinstance(found, CloudPlatform)
    return found


def problem(clinic: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load("prod", SETTINGS, clinic)
    [found] = caught.value.problems
    return found


def placed(clinic: Path, said: str) -> str:
    """A message whose places are given by what stands there: `FILE:<text>` becomes `FILE:LINE`."""

    def at(found: re.Match[str]) -> str:
        lines = (clinic / found[1]).read_text().splitlines()
        [line] = [number for number, each in enumerate(lines, 1) if found[2] in each]
        return f"{found[1]}:{line}"

    return re.sub(r"(config/teams/\w+\.yaml):<([^>]+)>", at, said)


def test_all_files_are_one_workload(clinic: Path) -> None:
    workload = loaded(clinic).workload
    assert set(workload.teams) == {"billing", "pharmacy", "reception", "records"}
    assert {name: each.team for name, each in workload.services.items()} == {
        "appointments": "reception",
        "records": "records",
        "scanners": "records",
        "stock": "pharmacy",
    }
    assert [each.queue for each in workload.subscriptions] == ["invoices", "prescriptions"]


def test_a_file_of_the_platform_stands_beside_them(clinic: Path) -> None:
    (clinic / "config/workload.yaml").write_text(
        "reserved_hosts: [intranet]\nqueues:\n  audit: {}\n"
    )
    workload = loaded(clinic).workload
    assert workload.reserved_hosts == ["intranet"]
    assert workload.queues["audit"].team is None
    assert workload.queues["invoices"].team == "billing"


def test_a_file_without_a_word_on_its_team_is_a_team(clinic: Path) -> None:
    change(clinic, "pharmacy", 'teams:\n  pharmacy: {owners: ["@clinic/pharmacy"]}\n', "")
    assert loaded(clinic).workload.teams["pharmacy"].owners == []


@pytest.mark.parametrize(
    ("team", "old", "new", "said"),
    [
        (
            "pharmacy",
            "port: 8080",
            "port: 80800",
            "config/teams/pharmacy.yaml:<port: 80800>: "
            "services.stock.port: must be at most 65535, got 80800",
        ),
        (
            "pharmacy",
            "queue: prescriptions, filter",
            "queue: prescription, filter",
            "config/teams/pharmacy.yaml:<queue: prescription,>: "
            "subscriptions.1.queue: is not defined under queues; "
            "did you mean prescriptions?, got 'prescription'",
        ),
        (
            "pharmacy",
            "databases: {stock: write}",
            "databases: {stock: write, records: read}",
            "config/teams/pharmacy.yaml:<records: read>: "
            "services.stock.uses.databases.records: belongs to team "
            "records, which must allow it: `shared_with: [pharmacy]` under databases.records, got "
            "'records'",
        ),
        (
            "pharmacy",
            "queues: {prescriptions: receive}",
            "queues: {prescriptions: receive, invoices: send}",
            "config/teams/pharmacy.yaml:<invoices: send>: "
            "services.stock.uses.queues.invoices: belongs to team "
            "billing, which must allow it: `shared_with: [pharmacy]` under queues.invoices, got "
            "'invoices'",
        ),
        (
            "billing",
            "insurer-key: {shared_with: [pharmacy]}",
            "insurer-key: {}",
            "config/teams/pharmacy.yaml:<secrets: [insurer-key]>: "
            "services.stock.uses.secrets.0: belongs to team "
            "billing, which must allow it: `shared_with: [pharmacy]` under secrets.insurer-key, "
            "got 'insurer-key'",
        ),
        (
            "billing",
            "secrets:\n  insurer-key: {shared_with: [pharmacy]}\n",
            "",
            "config/teams/billing.yaml:<secrets: [insurer-key]>: "
            "workers.billing.uses.secrets.0: is used by team "
            "pharmacy too; its owner says so under secrets: `insurer-key: {shared_with: [...]}`, "
            "got 'insurer-key'",
        ),
        (
            "reception",
            "visits: {shared_with: [billing, pharmacy]",
            "visits: {shared_with: [billing]",
            "config/teams/pharmacy.yaml:<topic: visits>: "
            "subscriptions.1.topic: belongs to team reception, "
            "which must allow it: `shared_with: [pharmacy]` under topics.visits, got 'visits'",
        ),
        (
            "reception",
            "appointments: {shared_with: [billing]}",
            "appointments: {shared_with: [billing, bilings]}",
            "config/teams/reception.yaml:<bilings>: "
            "databases.appointments.shared_with.1: is no team; did "
            "you mean billing?, got 'bilings'",
        ),
        (
            "records",
            "  records: {}",
            "  records: {}\n  stock: {}",
            "config/teams/records.yaml:<stock: {}>: databases.stock: stands in "
            "config/teams/pharmacy.yaml:<stock: {}> too; a name is chosen once",
        ),
        (
            "records",
            "  records: {}",
            "  records: {team: billing}",
            "config/teams/records.yaml:<team: billing>: "
            "databases.records.team: is records, as the file is "
            "called; leave the key out, got 'billing'",
        ),
        (
            "records",
            "\ndatabases:",
            "\nreserved_hosts: [intranet]\n\ndatabases:",
            "config/teams/records.yaml:<reserved_hosts>: "
            "reserved_hosts: holds for all teams; write it into "
            "config/workload.yaml",
        ),
        (
            "records",
            "  records: {owners",
            "  billing: {}\n  records: {owners",
            "config/teams/records.yaml:<billing: {}>: "
            "teams.billing: is not this file's team, which is "
            "records; write it into config/teams/billing.yaml",
        ),
        (
            "records",
            "tags: {data-class: medical}",
            "tags: {stack: medical}",
            "config/teams/records.yaml:<stack: medical>: "
            "teams.records.tags.stack: is a key that AWS or Plinth "
            "gives itself; choose another, got 'medical'",
        ),
        (
            "records",
            '"@clinic/records"',
            "records",
            "config/teams/records.yaml:<  records: {owners>: "
            "teams.records.owners.0: must be a person or team of "
            "GitHub such as @example/billing, or an e-mail address, got 'records'",
        ),
        (
            "records",
            "scans: {purpose: archives, lock_days: 3650}",
            "scans: archives",
            "config/teams/records.yaml:<scans: archives>: "
            "buckets.scans: must be keys with values below it, such as purpose, got "
            "'archives'",
        ),
    ],
)
def test_a_mistake_is_told_at_its_line(
    clinic: Path, team: str, old: str, new: str, said: str
) -> None:
    change(clinic, team, old, new)
    assert problem(clinic) == placed(clinic, said)


def test_an_owner_may_let_everybody_use_it(clinic: Path) -> None:
    change(clinic, "reception", "shared_with: [billing, pharmacy]", 'shared_with: ["*"]')
    assert loaded(clinic).workload.topics["visits"].usable_by("pharmacy")


def test_a_file_in_another_form_is_told(clinic: Path) -> None:
    (clinic / "config/teams/stray.yml").write_text("services: {}\n")
    (clinic / "config/teams/empty.yaml").write_text("")
    with pytest.raises(ConfigError) as caught:
        load("prod", SETTINGS, clinic)
    empty, stray = caught.value.problems
    assert empty.startswith("config/teams/empty.yaml: must hold `services:`")
    assert stray == "config/teams/stray.yml: must be called stray.yaml"


def test_what_stands_in_a_file_that_cannot_be_read_is_not_missed(clinic: Path) -> None:
    """The others use what it declares; one mistake is one message."""
    (clinic / "config/teams/reception.yaml").write_text("services: [\n")
    assert problem(clinic).startswith("config/teams/reception.yaml:1: is not YAML")


def test_a_team_that_is_told_of_alarms_must_exist_and_have_people(clinic: Path) -> None:
    nobody = {**SETTINGS["alarms"], "teams": {"record": {}, "pharmacy": {}}}
    with pytest.raises(ConfigError) as caught:
        load("prod", {**SETTINGS, "alarms": nobody}, clinic)
    first, second = sorted(each.partition(": ")[2] for each in caught.value.problems)
    assert first.startswith("alarms.teams.pharmacy: names nobody")
    assert second.startswith("alarms.teams.record: is no team; did you mean records?")


def test_two_teams_cannot_have_one_channel(clinic: Path) -> None:
    channel = {"critical": {"slack": {"workspace": "T0123ABCD", "channel": "C0123ABCD"}}}
    alarms = {**SETTINGS["alarms"], "teams": {"records": channel, "billing": channel}}
    with pytest.raises(ConfigError) as caught:
        load("prod", {**SETTINGS, "alarms": alarms}, clinic)
    [said] = caught.value.problems
    assert "alarms.teams.billing: is the channel of teams.records too" in said


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Fees.yaml", "config/teams/Fees.yaml: is called after a team, whose name is lower-case"),
        ("fees desk.yaml", "config/teams/fees desk.yaml: is called after a team, whose name"),
        ("1a.yaml", "config/teams/1a.yaml: is called after a team, whose name is lower-case"),
        ("fees.YAML", "config/teams/fees.YAML: must be called fees.yaml"),
        ("billing.yml", "config/teams/billing.yml: must be called billing.yaml"),
        ("desk/fees.yaml", "config/teams/desk/fees.yaml: is not read: the files of teams stand in"),
    ],
)
def test_a_team_file_of_another_name_is_one_message(clinic: Path, name: str, says: str) -> None:
    file = clinic / "config/teams" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("queues: {fees: {}}\n")
    assert problem(clinic).startswith(says)
