"""Secrets that somebody pasted: refused wherever they stand in a file, and never repeated."""

import shutil
from pathlib import Path

import pytest

from config import ConfigError, load
from engine import project
from tests.factories import SHOP

GITHUB = "ghp_" + "abcdefghijklmnopqrstuvwxyz0123456789"
AWS_KEY = "wJalrXUtnFEMI/K7MDENG/" + "bPxRfiCYEXAMPLEKEY"
STACK, WORKLOAD = "Pulumi.prod.yaml", "config/workload.yaml"
VARIABLE = "{LOG_LEVEL: info}"


def told(folder: Path, file: str, old: str, new: str) -> str:
    """What is said of the example after one change of a file."""
    for name in ("Pulumi.yaml", STACK, "Pulumi.staging.yaml", "Pulumi.dev.yaml", WORKLOAD):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(SHOP / name, folder / name)
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1))
    try:
        settings = project.load(folder, "prod").config["plinth:settings"]
        platform = load("prod", settings, folder)
    except ConfigError as error:
        return str(error)
    return "\n".join(("accepted", *platform.notices))


@pytest.mark.parametrize(
    "value",
    [
        "AKIA" + "IOSFODNN7EXAMPLE",
        "https://hooks.slack.com/services/T00000000/B00000000/" + "X" * 24,
        "https://discord.com/api/webhooks/123456789012345678/" + "a1" * 30,
        "redis://:" + "hunter2secret@cache.example.com/0",
        "Bearer abcdefghijklmnopqrstuvwxyz0123456789",
        "Basic dXNlcjpodW50ZXIyc2VjcmV0",
        "jdbc:postgresql://db/x?user=me&password=" + "hunter2secret",
        "https://api.example.com/?api_key=abcdef0123456789abcdef",
        "pypi-" + "AgEIcHlwaS5vcmcCJDAwMDAw",
        "hvs." + "abcdefghijklmnopqrstuvwxyz",
        "SK" + "0123456789abcdef" * 2,
        AWS_KEY,
    ],
)
def test_a_variable_with_one_is_refused(tmp_path: Path, value: str) -> None:
    said = told(tmp_path, WORKLOAD, VARIABLE, f"{{UPSTREAM: '{value}'}}")
    assert "workload.yaml:10: services.web.environment.UPSTREAM: looks like a secret" in said
    assert value not in said


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        (STACK, "owner: platform", f"owner: {GITHUB}", "11: tags.owner"),
        (STACK, "protect: true", f"protect: true\n    {GITHUB}: 1", "13: [not shown]"),
        (STACK, "protect: true", f"protect: true\n    aws_key: {AWS_KEY}", "13: aws_key"),
        (STACK, "protect: true", f"protect: true\n    a: [{{b: {GITHUB}}}]", "13: a"),
        (
            WORKLOAD,
            "[python, -m, reports.nightly]",
            f"[python, --token, {GITHUB}]",
            "92: jobs.nightly-report.command.2",
        ),
        (WORKLOAD, VARIABLE, "{AKIA" + "IOSFODNN7EXAMPLE: x}", "10: services.web.environment"),
        (WORKLOAD, "image: web:1.0.0", f"image: {GITHUB}", "5: services.web.image"),
    ],
)
def test_one_at_any_other_key_is_refused(
    tmp_path: Path, file: str, old: str, new: str, place: str
) -> None:
    said = told(tmp_path, file, old, new)
    assert f"{file}:{place}: " in said
    assert not any(secret in said for secret in (GITHUB, AWS_KEY, "AKIA"))


def test_a_reason_for_an_overrule_is_no_place_either(tmp_path: Path) -> None:
    entry = f"{{key: region, value: eu-central-9, reason: ask with {GITHUB}}}"
    said = told(tmp_path, STACK, "docker: null", f"docker: null\n    overrules: [{entry}]")
    assert "overrules.0.reason: looks like a secret" in said
    assert GITHUB not in said


def test_a_person_says_that_a_variable_holds_none(tmp_path: Path) -> None:
    header = "{CSRF_TOKEN: x-csrf-token}"
    assert "say so under `overrules`" in told(tmp_path, WORKLOAD, VARIABLE, header)
    known = (
        "overrules:\n  - key: services.web.environment.CSRF_TOKEN\n    value: x-csrf-token\n"
        "    reason: the name of a header, and no token\n"
    )
    file = SHOP / WORKLOAD
    services = file.read_text()
    changed = services.replace(VARIABLE, header, 1) + known
    said = told(tmp_path, WORKLOAD, services, changed)
    assert said.startswith("accepted")
    assert "passes unchecked, because: the name of a header, and no token" in said


@pytest.mark.parametrize(
    "variable",
    [
        "COMMIT: da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "DIGEST: 'sha256:" + "0a" * 32 + "'",
        "TABLE: ThisIsTheVeryLongNameOfAServiceOfOursXXX",
        "ISSUER: https://login.example.com/realms/shop",
        "TEMPLATE: 'postgres://${USER}@db/orders'",
    ],
)
def test_what_is_none_is_accepted(tmp_path: Path, variable: str) -> None:
    assert told(tmp_path, WORKLOAD, VARIABLE, f"{{{variable}}}").startswith("accepted")
