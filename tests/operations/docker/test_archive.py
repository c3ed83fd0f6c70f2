"""The file of a backup: what is in it comes out again, and what is damaged is told."""

import datetime
import stat
import tarfile
from pathlib import Path

import pytest

from operations.docker.data import archive
from operations.errors import OperationError

NOON = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    place = tmp_path / "place"
    place.mkdir()
    writer = archive.Writer(place, project="shop", stack="dev", made=NOON)
    writer.add("database/orders").write_bytes(b"\x00dump")
    writer.add("objects/0", bucket="shop-uploads", key="../up/it", headers={}).write_bytes(b"1")
    writer.add("queues.json").write_text("{}")
    file = tmp_path / "backups" / "it.tar.gz"
    writer.write(file)
    return file


def test_what_was_saved_comes_out_again(backup: Path) -> None:
    with archive.opened(backup) as found:
        found.check("shop")
        assert found.made == "2026-11-20T12:00:00+00:00"
        assert found.names("database/") == ["database/orders"]
        assert found.file("database/orders").read() == b"\x00dump"
        # A key is what it is; no file is ever called so.
        assert found.about("objects/0")["key"] == "../up/it"
        assert found.buckets() == {"shop-uploads"}
        assert found.text("queues.json") == "{}"


def test_it_is_for_its_owner_only_and_leaves_nothing_beside(backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert [each.name for each in backup.parent.iterdir()] == ["it.tar.gz"]


def test_the_file_of_another_project_is_refused(backup: Path) -> None:
    with (
        pytest.raises(OperationError, match="is of the project shop"),
        archive.opened(backup) as found,
    ):
        found.check("bank")


def test_a_file_that_is_cut_off_or_changed_is_told(backup: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut"
    cut.write_bytes(backup.read_bytes()[:200])
    none = tmp_path / "none"
    none.write_text("no tar")
    for file in (cut, none):
        with (
            pytest.raises(OperationError, match=r"is no backup, or a damaged one|is damaged"),
            archive.opened(file) as found,
        ):
            found.check("shop")
    other = tmp_path / "other.tar.gz"
    with tarfile.open(backup) as old, tarfile.open(other, "w:gz") as new:
        for member in old.getmembers():
            if member.name == "database/orders":
                member.size = 4
            new.addfile(member, old.extractfile(member.name))
    with (
        pytest.raises(OperationError, match="is damaged: database/orders has changed"),
        archive.opened(other) as found,
    ):
        found.check("shop")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with (
        pytest.raises(OperationError, match="there is no such file"),
        archive.opened(tmp_path / "nope"),
    ):
        pass
