"""A bucket's objects as they were at a time, from its own versions or from its copy in the recovery
region."""

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from operations import accounts
from operations.errors import OperationError
from operations.procedure import Clock, say
from operations.recovery.objects import copies, versions
from operations.recovery.objects.copies import Copier, Place
from operations.recovery.objects.versions import Back, Compared
from operations.report import Block, Paragraph, Table
from operations.sites import Site

_TELL_SECONDS = 5.0
_SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class Restoration:
    """A restoration of objects: what it compares, and what it copies."""

    site: Site
    clock: Clock
    name: str
    """The bucket as the workload calls it."""
    prefix: str
    at: dt.datetime | None
    """None: the latest state there is, which takes the recovery region's copy."""
    from_recovery: bool
    origin: str = ""
    """Another environment's replica, in this one's region. What is newer here than there stays: a
    program wrote it. Empty: the environment's own."""

    def check(self) -> None:
        """Raises OperationError for a time that no version reaches."""
        days = self.site.platform.settings.retention.object_versions_days
        now = self.clock.now()
        if self.at is None and not self.from_recovery:
            raise OperationError("no time is given", remedy="give --at, such as 2026-11-27T14:00Z")
        if self.at and self.at > now:
            raise OperationError(f"--at: {self.at:%Y-%m-%dT%H:%M:%SZ} is still to come")
        if self.at and self.at < now - dt.timedelta(days=days):
            raise OperationError(
                f"--at: old versions are kept for {days} days "
                f"(retention.object_versions_days), got {self.at:%Y-%m-%dT%H:%M:%SZ}"
            )

    def compare(self) -> Compared:
        """Returns what is to be copied: old versions whose content is not the object's now."""
        copier = self.copier
        with accounts.asking(f"the versions in {copier.source.bucket}"):
            source = versions.listed(copier.source.client, copier.source.bucket, self.prefix)
            target = versions.listed(copier.target.client, copier.target.bucket, self.prefix)
            found = versions.compared(list(source), list(target), self.at)
            if self.origin:
                left = tuple(x for x in found.back if x.now is None or x.now.at < x.then.at)
                return replace(found, back=left, newer=found.newer + len(found.back) - len(left))
            are_back = copies.each_of(found.back, copier.is_back, self._teller("compared"))
        left = tuple(
            each for each, is_back in zip(found.back, are_back, strict=True) if not is_back
        )
        return Compared(
            back=left,
            same=found.same + len(found.back) - len(left),
            newer=found.newer,
            was_gone=found.was_gone,
        )

    def copy(self, found: Compared) -> list[str]:
        """Copies every object, and compares the contents. Returns the keys that differ."""
        copier = self.copier

        def work(back: Back) -> bool:
            copier.copy(back)
            return copier.is_whole(back)

        with accounts.asking(f"copies to {copier.target.bucket}"):
            whole = copies.each_of(found.back, work, self._teller("copied"))
        return [x.then.key for x, is_whole in zip(found.back, whole, strict=True) if not is_whole]

    @property
    def copier(self) -> Copier:
        """The two buckets."""
        target = Place(client=self.site.client("s3"), bucket=self._bucket(self.name))
        source = target
        if self.origin:
            source = Place(client=target.client, bucket=self.origin)
        elif self.from_recovery:
            region = self.site.recovery_region
            if not region:
                raise OperationError(
                    f"{self.site.stack} has no recovery region", remedy="leave --from-recovery out"
                )
            if not self.site.platform.workload.buckets[self.name].replicate:
                raise OperationError(
                    f"{self.name} has no copy in {region}: the workload says replicate: false",
                    remedy="make its objects anew, or leave --from-recovery out",
                )
            client = self.site.client("s3", region)
            source = Place(client=client, bucket=self._bucket(f"{self.name}-replica"))
        return Copier(source=source, target=target, clock=self.clock)

    def _bucket(self, name: str) -> str:
        if given := self.site.platform.settings.existing.buckets.get(self.name):
            raise OperationError(
                f"{self.name} is {given.name}, a bucket of another owner, who keeps its versions",
                remedy="ask the owner to restore its objects (docs/existing.md)",
            )
        return str(self.site.named("s3.Bucket", name).outputs["bucket"])

    def _teller(self, verb: str) -> Callable[[int], None]:
        last = time.monotonic()

        def tell(number: int) -> None:
            nonlocal last
            if time.monotonic() - last >= _TELL_SECONDS:
                last = time.monotonic()
                say(f"{self.name}: {number:,} objects {verb}")

        return tell


def shown(name: str, found: Compared) -> list[Block]:
    """Returns a comparison for people."""
    rows = tuple(
        (
            each.then.key,
            f"{each.then.at:%Y-%m-%d %H:%M:%S}",
            f"{each.then.size:,}",
            "deleted" if each.now is None or each.now.deleted else "overwritten",
        )
        for each in found.back[:_SHOWN]
    )
    more = len(found.back) - len(rows)
    blocks: list[Block] = []
    if rows:
        blocks.append(Table(("object", "version of (UTC)", "bytes", "now"), rows))
    if more:
        blocks.append(Paragraph(f"... and {more:,} more."))
    blocks.append(
        Paragraph(
            f"{name}: {len(found.back):,} objects to have back, {found.size:,} bytes; "
            f"{found.same:,} are as they were; {found.newer:,} are newer and stay; "
            f"{found.was_gone:,} were deleted then, and stay."
        )
    )
    return blocks
