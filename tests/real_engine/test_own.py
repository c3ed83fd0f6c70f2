"""A team's own/ as `examples/own` has it, under the Pulumi CLI with the emulated AWS."""

import shutil
from collections.abc import Iterator

import pytest

from aws_account.moto import moto_server
from operations.pulumi_cli import cli
from tests.factories import ROOT
from tests.real_engine.stack import Stack, unchanged

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(cli.find_cli() is None, reason="the Pulumi CLI is not on PATH"),
    pytest.mark.xdist_group("engine-own"),
]
SAID = (
    "own/resources.py adds aws:dynamodb/table:Table sessions",
    "own/overrides.py changes aws:rds/instance:Instance database: ca_cert_identifier: ",
    "because: Our clients trust the authority with elliptic curves only.",
)


@pytest.fixture(scope="module")
def staging(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Staging with the example's files and its line in the workload, not up yet."""
    stack = Stack(tmp_path_factory.mktemp("staging"), "staging")
    for file in (ROOT / "examples" / "own").glob("*.py"):
        shutil.copy(file, stack.folder / "own" / file.name)
    workload = stack.folder / "config" / "workload.yaml"
    uses = "    uses:\n      cache: true\n"
    text = workload.read_text()
    assert uses in text
    workload.write_text(text.replace(uses, f"{uses}      own: [sessions-table]\n", 1))
    yield stack
    moto_server.stop(stack.server_file)


def test_up_makes_it_and_says_what_was_added_and_changed(staging: Stack) -> None:
    told = staging.engine("up", "--skip-preview")
    for line in SAID:
        assert line in told
    made = {urn.rpartition("::")[2] for urn in staging.urns()}
    assert {"sessions", "sessions-table--web", "web-memory"} <= made


def test_a_second_preview_shows_no_change(staging: Stack) -> None:
    assert unchanged(staging.engine("preview"))
