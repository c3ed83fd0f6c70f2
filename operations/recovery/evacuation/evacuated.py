"""The evacuation as a procedure: in order, with what it loses and the time it takes."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from config import CloudPlatform
from operations.errors import OperationError
from operations.plan import Resources
from operations.procedure import Clock, Journal, Look, Operated, Step, Store, looked
from operations.recovery.database import bringing, newest
from operations.recovery.evacuation import people
from operations.recovery.evacuation.content import Content
from operations.recovery.evacuation.domain import Domain
from operations.recovery.evacuation.settings import Derived, write
from operations.report import Block, Paragraph, Table
from operations.sites import Site

NAME = "evacuation"


@dataclass(frozen=True, kw_only=True)
class Evacuation:
    """One evacuation: what is lost, and what is brought up instead."""

    lost: CloudPlatform
    plan: Resources
    """The lost environment as its files declare it: its state may be lost with it."""
    derived: Derived
    site: Site
    """The new environment, as far as it stands."""
    clock: Clock

    def operated(self) -> Operated:
        """Returns the procedure."""
        return Operated(
            site=self.site,
            clock=self.clock,
            name=NAME,
            facts=self._facts,
            steps=self._steps,
            told=self._told,
            finished=lambda _: True,
        )

    def _facts(self) -> Mapping[str, Any]:
        now = self.clock.now()
        kept = {
            "zone": str(self.site.platform.settings.hosted_zone_id),
            "stamp": f"{now:%Y%m%d%H%M}",
        }
        primary = [x for x in self.plan.of("rds.Instance") if x.name == "database"]
        if not primary:
            return {**kept, "backup": "", "at": ""}
        identifier = str(primary[0].inputs["identifier"])
        found = newest(self.site.client("rds"), identifier, self.lost.settings.region)
        if found is None:
            raise OperationError(
                f"{self.site.region} has no copied backups of {identifier}",
                remedy="AWS Backup's vault there may have a copy of yesterday: "
                "`aws backup list-recovery-points-by-backup-vault`",
            )
        last: dt.datetime = found["RestoreWindow"]["LatestTime"]
        return {
            **kept,
            "backup": str(found["DBInstanceAutomatedBackupsArn"]),
            "at": last.astimezone(dt.UTC).replace(microsecond=0).isoformat(),
        }

    def _steps(self, kept: Mapping[str, Any], _: Journal | None = None) -> Sequence[Step]:
        content = Content(lost=self.lost, site=self.site, clock=self.clock)
        steps = [self._file(), people.places(content), content.secret_step()]
        steps.append(Domain(site=self.site, zone_id=str(kept["zone"])).step())
        steps.append(people.up(self.site))
        if not kept["backup"]:
            return [*steps, content.object_step()]
        store = Store(site=self.site, clock=self.clock)
        brought = list(bringing(self.site, store, kept))

        def is_over() -> bool:
            return brought[-1].look() is Look.DONE

        return [
            *steps,
            people.quiet(self.site, is_over),
            content.object_step(),
            *brought,
            people.resume(self.site, is_over),
        ]

    def _file(self) -> Step:
        return Step(
            name="file",
            does=f"writes {self.derived.file.name}, derived from {self.derived.origin.name}; it "
            "belongs into the repository",
            calls=(),
            minutes=0,
            look=lambda: looked(done=self.derived.file.exists()),
            do=self._write,
        )

    def _write(self) -> None:
        write(self.derived)

    def _told(self, kept: Mapping[str, Any]) -> Sequence[Block]:
        targets = self.lost.settings.recovery
        rows = [
            ("from", f"{self.lost.stack} in {self.lost.settings.region}"),
            ("to", f"{self.site.stack} in {self.site.region}"),
        ]
        blocks: list[Block] = []
        if kept["at"]:
            age = (self.clock.now() - dt.datetime.fromisoformat(str(kept["at"]))).total_seconds()
            verdict = "within" if age <= targets.rpo_minutes * 60 else "past"
            rows.append(
                (
                    "database lost",
                    f"what was written after {kept['at']}, {age / 60:.0f} minutes ago: {verdict} "
                    f"the target (recovery.rpo_minutes) of {targets.rpo_minutes}, if the region "
                    "was lost just now",
                )
            )
        rows.append(("objects lost", "what S3 had not replicated, of the last 15 minutes"))
        rows.append(("cache, queues lost", "all of it: they are in no copy"))
        steps = self._steps(kept)
        total = sum(each.minutes for each in steps)
        verdict = "within" if total <= targets.rto_minutes else "PAST"
        blocks.append(Table(("", ""), tuple(rows)))
        blocks.append(
            Paragraph(
                f"All steps take about {total:g} minutes, {verdict} the target "
                f"(recovery.rto_minutes) of {targets.rto_minutes}."
            )
        )
        return blocks
