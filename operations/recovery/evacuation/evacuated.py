"""The evacuation as a procedure: in order, with what it loses and the time it takes."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from config import CloudPlatform
from operations.derived import Derived, write
from operations.errors import OperationError
from operations.plan import Resource, Resources
from operations.procedure import Clock, Journal, Look, Operated, Step, Store, looked
from operations.recovery.database import bringing, newest
from operations.recovery.evacuation import people
from operations.recovery.evacuation.content import Content
from operations.recovery.evacuation.domain import Domain
from operations.report import Block, Paragraph, Table
from operations.sites import Site
from planning import found
from wording import listed

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
        # An Aurora server has no replicated backups: it comes back by hand from the vault's copy.
        first = self._newest("") if self._primary("") else {"backup": "", "at": ""}
        further = self.lost.settings.database_servers
        others = {key: self._newest(key) for key in further if self._primary(key)}
        return {**kept, **first, **({"others": others} if others else {})}

    def _primary(self, server: str) -> Resource | None:
        name = replace(self.site, server=server).server_name
        instances = [each for each in self.plan.of("rds.Instance") if not each.given]
        return next((each for each in instances if each.name == name), None)

    def _newest(self, server: str) -> Mapping[str, str]:
        """Returns the copied backups of a database server that reach furthest."""
        identifier = str(found(self._primary(server)).inputs["identifier"])
        copies = newest(self.site.client("rds"), identifier, self.lost.settings.region)
        if copies is None:
            raise OperationError(
                f"{self.site.region} has no copied backups of {identifier}",
                remedy="AWS Backup's vault there may have a copy of yesterday: "
                "`aws backup list-recovery-points-by-backup-vault`",
            )
        last: dt.datetime = copies["RestoreWindow"]["LatestTime"]
        return {
            "backup": str(copies["DBInstanceAutomatedBackupsArn"]),
            "at": last.astimezone(dt.UTC).replace(microsecond=0).isoformat(),
        }

    def _steps(self, kept: Mapping[str, Any], _: Journal | None = None) -> Sequence[Step]:
        content = Content(lost=self.lost, site=self.site, clock=self.clock)
        steps = [self._file(), people.places(content), content.secret_step()]
        steps.append(Domain(site=self.site, zone_id=str(kept["zone"])).step())
        steps.append(people.up(self.site))
        if not kept["backup"] and not kept.get("others"):
            return [*steps, content.object_step()]
        store = Store(site=self.site, clock=self.clock)
        brought = [
            [
                replace(step, name=f"{key}-{step.name}" if key else step.name)
                for step in bringing(replace(self.site, server=key), store, {**kept, **of_server})
            ]
            for key, of_server in self._brought(kept).items()
        ]

        def is_over() -> bool:
            return all(each[-1].look() is Look.DONE for each in brought)

        return [
            *steps,
            people.quiet(self.site, is_over),
            content.object_step(),
            *(step for each in brought for step in each),
            people.resume(self.site, is_over),
        ]

    @staticmethod
    def _brought(kept: Mapping[str, Any]) -> Mapping[str, Mapping[str, str]]:
        """Returns the copied backups of the servers that come back by themselves."""
        first = {"": {"backup": kept["backup"], "at": kept["at"]}} if kept["backup"] else {}
        return {**first, **kept.get("others", {})}

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
        if moments := [each["at"] for each in self._brought(kept).values()]:
            oldest = min(map(dt.datetime.fromisoformat, moments))
            age = (self.clock.now() - oldest).total_seconds()
            verdict = "within" if age <= targets.rpo_minutes * 60 else "past"
            rows.append(
                (
                    "database lost",
                    f"what was written after {oldest.isoformat()}, {age / 60:.0f} minutes ago: "
                    f"{verdict} the target (recovery.rpo_minutes) of {targets.rpo_minutes}, if the "
                    "region was lost just now",
                )
            )
        if clusters := [each.name for each in self.plan.of("rds.Cluster") if not each.given]:
            rows.append(
                (
                    "Aurora",
                    f"{listed(clusters)} {'begin' if len(clusters) > 1 else 'begins'} empty: AWS "
                    "Backup's vault has a copy of the last day, which people restore (docs/"
                    'aurora.md, "A lost region")',
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
