"""A drill rehearses the failover and the restoration of each database server, by its own name."""

import contextlib
import json
import sys
from pathlib import Path

import pytest

from operations import __main__ as command_line
from operations.errors import OperationError
from operations.sites import standing
from tests.operations.served import project

pytestmark = pytest.mark.xdist_group("recovery-drill")

SERVERS = """\
    database_servers:
      accounts:
        databases: [accounts]
        engine_version: "16"
      books: {aurora: {min_acus: 1, max_acus: 8}}
    cache:
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = project(tmp_path_factory.mktemp("servers"))
    file = folder / "Pulumi.prod.yaml"
    text = file.read_text("utf-8")
    assert text.count("\n    cache:\n") == 1
    file.write_text(text.replace("    cache:\n", SERVERS), "utf-8")
    return folder


@pytest.mark.thorough
def test_each_server_is_lost_and_had_back(monkeypatch: pytest.MonkeyPatch, shop: Path) -> None:
    given = ["drill", "--stack", "prod", "--emulated", "--folder", str(shop)]
    monkeypatch.setattr(sys, "argv", ["operations", *given])
    with contextlib.suppress(SystemExit):
        command_line.main()
    lines = [json.loads(x) for x in (shop / "drills/prod.jsonl").read_text("utf-8").splitlines()]
    assert [each["store"] for each in lines][:4] == [
        "database (failover)",
        "database (backups)",
        "accounts-database (failover)",
        "accounts-database (backups)",
    ]
    # Aurora has procedures of its own.
    assert not any("books" in each["store"] for each in lines)
    assert all(all(each["checks"].values()) and each["checks"] for each in lines)
    lost = [each["lost"] for each in lines if each["store"].endswith("(failover)")]
    assert lost == [
        "the primary, shop-prod-database",
        "the primary, shop-prod-accounts-database",
    ]


def test_a_server_that_the_files_do_not_have_is_told(shop: Path) -> None:
    with pytest.raises(OperationError, match="no database server 'acounts'; did you mean accounts"):
        standing("prod", shop, emulated=True, server="acounts")
