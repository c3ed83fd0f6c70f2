"""Objects come back as new versions on top; nothing is deleted, and a second run copies nothing."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from moto.s3.models import s3_backends

from operations.errors import OperationError
from operations.recovery.objects import Restoration, shown
from operations.report import markdown
from operations.sites import Site
from tests.operations.recovery.account import COPIES, NUMBER, FakeClock, Faults, Killed, fresh

pytestmark = pytest.mark.xdist_group("recovery")

PREFIX = "drilled/"
START = dt.datetime.now(dt.UTC).replace(microsecond=0) - dt.timedelta(hours=2)


@dataclass
class Bucket:
    """A bucket of the environment, and its clock."""

    site: Site
    name: str
    region: str = ""
    hours: float = 0
    client: Any = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.site.client("s3", self.region)

    @property
    def physical(self) -> str:
        return str(self.site.named("s3.Bucket", self.name).outputs["bucket"])

    def put(self, key: str, body: str, hour: float) -> None:
        self.client.put_object(
            Bucket=self.physical, Key=PREFIX + key, Body=body, Metadata={"of": key}
        )
        self._dated(key, hour)

    def delete(self, key: str, hour: float) -> None:
        self.client.delete_object(Bucket=self.physical, Key=PREFIX + key)
        self._dated(key, hour)

    def now(self) -> dict[str, str]:
        found = self.client.list_objects_v2(Bucket=self.physical, Prefix=PREFIX)
        keys = [each["Key"] for each in found.get("Contents", ())]
        return {
            key.removeprefix(PREFIX): self.client.get_object(Bucket=self.physical, Key=key)["Body"]
            .read()
            .decode()
            for key in keys
        }

    def versions(self) -> int:
        found = self.client.list_object_versions(Bucket=self.physical, Prefix=PREFIX)
        return len(found.get("Versions", ())) + len(found.get("DeleteMarkers", ()))

    def _dated(self, key: str, hour: float) -> None:
        """Moves the newest version to its time, which S3 decides otherwise."""
        kept = s3_backends[NUMBER]["aws"].buckets[self.physical].keys.getlist(PREFIX + key)
        kept[-1].last_modified = (START + dt.timedelta(hours=hour)).replace(tzinfo=None)

    def empty(self) -> None:
        found = self.client.list_object_versions(Bucket=self.physical, Prefix=PREFIX)
        for each in [*found.get("Versions", ()), *found.get("DeleteMarkers", ())]:
            self.client.delete_object(
                Bucket=self.physical, Key=each["Key"], VersionId=each["VersionId"]
            )


@pytest.fixture
def uploads(site: Site) -> Iterator[Bucket]:
    """A bucket in which much went wrong after the first hour."""
    bucket = Bucket(fresh(site), "uploads")
    for key in ("kept", "overwritten", "deleted", "deleted-before"):
        bucket.put(key, f"{key}, right", 0)
    bucket.delete("deleted-before", 0.5)
    bucket.put("overwritten", "wrong", 1.5)
    bucket.delete("deleted", 1.5)
    bucket.put("newer", "made later", 1.5)
    yield bucket
    bucket.empty()
    Bucket(bucket.site, "uploads-replica", COPIES).empty()


def restoration(bucket: Bucket, **changed: Any) -> Restoration:
    found = Restoration(
        site=bucket.site,
        clock=FakeClock(),
        name="uploads",
        prefix=PREFIX,
        at=START + dt.timedelta(hours=1),
        from_recovery=False,
    )
    return replace(found, **changed)


def test_a_plan_counts_and_changes_nothing(uploads: Bucket) -> None:
    before = uploads.versions()
    found = restoration(uploads).compare()
    assert {each.then.key for each in found.back} == {PREFIX + "overwritten", PREFIX + "deleted"}
    assert found.size == len("overwritten, right") + len("deleted, right")
    assert (found.same, found.newer, found.was_gone) == (1, 1, 0)
    assert uploads.versions() == before
    text = markdown.render(shown("uploads", found), head="", whole="")
    assert "2 objects to have back, 32 bytes" in text


def test_old_versions_come_on_top_with_their_metadata(uploads: Bucket) -> None:
    before = uploads.versions()
    wanted = restoration(uploads)
    assert wanted.copy(wanted.compare()) == []
    assert uploads.now() == {
        "kept": "kept, right",
        "overwritten": "overwritten, right",
        "deleted": "deleted, right",
        "newer": "made later",
    }
    assert uploads.versions() == before + 2, "two new versions, and none is gone"
    head = uploads.client.head_object(Bucket=uploads.physical, Key=PREFIX + "deleted")
    assert head["Metadata"] == {"of": "deleted"}


def test_a_second_run_copies_nothing(uploads: Bucket) -> None:
    wanted = restoration(uploads)
    wanted.copy(wanted.compare())
    again = restoration(uploads).compare()
    assert again.back == ()
    assert again.same == 3


def test_a_run_that_was_killed_goes_on(uploads: Bucket) -> None:
    copied: list[str] = []

    def kill(_: int, name: str) -> None:
        if name == "s3:CopyObject":
            copied.append(name)
            raise Killed

    wanted = restoration(uploads)
    with pytest.raises(Killed), Faults(after=kill):
        wanted.copy(wanted.compare())
    left = restoration(uploads)
    left.copy(left.compare())
    assert uploads.now()["overwritten"] == "overwritten, right"
    assert restoration(uploads).compare().back == ()


def test_a_lost_object_comes_from_the_recovery_region(uploads: Bucket) -> None:
    there = Bucket(uploads.site, "uploads-replica", COPIES)
    there.put("lost", "only the copy has it", 0)
    wanted = restoration(uploads, from_recovery=True, at=None)
    found = wanted.compare()
    assert [each.then.key for each in found.back] == [PREFIX + "lost"]
    assert wanted.copy(found) == []
    assert uploads.now()["lost"] == "only the copy has it"


def test_a_copy_that_differs_is_named(uploads: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = restoration(uploads)
    found = wanted.compare()
    copy = uploads.client.copy_object

    def cut(**given: Any) -> None:
        copy(**given)
        uploads.client.put_object(Bucket=given["Bucket"], Key=given["Key"], Body="half")

    monkeypatch.setattr(uploads.client, "copy_object", cut)
    assert sorted(wanted.copy(found)) == [PREFIX + "deleted", PREFIX + "overwritten"]


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({"at": None}, "no time is given"),
        ({"at": START - dt.timedelta(days=91)}, "old versions are kept for 90 days"),
        ({"at": START + dt.timedelta(days=2)}, "is still to come"),
    ],
)
def test_times_that_cannot_be_are_refused(site: Site, changed: dict[str, Any], match: str) -> None:
    with pytest.raises(OperationError, match=match):
        restoration(Bucket(fresh(site), "uploads"), **changed).check()


def test_a_bucket_that_does_not_exist_is_told(site: Site) -> None:
    wanted = restoration(Bucket(fresh(site), "uploads"), name="upload")
    with pytest.raises(OperationError, match="did you mean uploads"):
        wanted.compare()
