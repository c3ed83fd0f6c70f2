"""The exchange of the database's instance for another: the one that a failover promoted, or one
that was restored.

The new instance takes the old one's name, and with it the address that programs have. The old one
stays, protected, under `<name>-aside-<time>`. What knows the database by its name (the master
user's secret and its rights, log groups, alarms, the proxy's target, backup copies) is thus right
again, or is set here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from operations.errors import OperationError
from operations.plan import Resource
from operations.procedure import Look, Step, looked
from operations.recovery.database import instances
from operations.recovery.database.backup_copies import BackupCopies
from operations.recovery.database.declared import differing
from operations.recovery.database.instances import Instance, Instances
from operations.recovery.database.proxy import ProxyTarget
from operations.recovery.database.repointed import is_repointed, repointed
from operations.sites import Site

ASIDE = "plinth:set-aside"
"""The tag of an instance that lost its place, with the time."""
_NAME_LIMIT = 63


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The instances of an exchange, by resource ID, as they were when it began."""

    identifier: str
    """The name that stays."""
    old: str
    new: str
    others: Mapping[str, str]
    """Replicas of the old instance that follow it, by ID, with their names."""
    stamp: str
    """The time at which it began, for names: 20261127143205."""

    def aside(self, former: str) -> str:
        """Returns the name under which an instance is kept."""
        end = f"-aside-{self.stamp}"
        return former[: _NAME_LIMIT - len(end)].rstrip("-") + end


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """The steps of an exchange in one environment."""

    site: Site
    facts: Facts

    @cached_property
    def rds(self) -> Instances:
        """The instances of the environment's region."""
        return Instances(self.site.client("rds"))

    @cached_property
    def declared(self) -> Resource:
        """The primary as the program declares it."""
        return self.site.primary

    @cached_property
    def proxy(self) -> ProxyTarget | None:
        """The target of the proxy; None without a proxy."""
        found = self.site.part_of_server("rds.Proxy", "proxy")
        return ProxyTarget(self.rds, str(found.outputs["name"])) if found else None

    def fence(self) -> Iterator[Step]:
        """Yields what keeps programs from writing to the old instance."""
        if proxy := self.proxy:
            yield Step(
                name="fence",
                does=f"takes {self.facts.identifier} from behind the proxy, so that nobody writes "
                "to it any more; programs wait",
                calls=("rds:DeregisterDBProxyTargets",),
                minutes=1,
                look=lambda: looked(done=not proxy.leads_to(self.facts.old)),
                do=lambda: proxy.leave(self.facts.old),
            )

    def open(self) -> Iterator[Step]:
        """Yields what lets programs reach the new instance under any name."""
        yield Step(
            name="open",
            does="gives the new instance the database's security groups, parameters, class, "
            "backups and deletion protection",
            calls=("rds:ModifyDBInstance",),
            minutes=3,
            look=lambda: self._look(differing(self._inputs, self._new, urgent=True)),
            do=lambda: self._modify(differing(self._inputs, self._new, urgent=True)),
        )
        if proxy := self.proxy:
            yield Step(
                name="serve",
                does="puts the new instance behind the proxy: programs are served again",
                calls=("rds:DeregisterDBProxyTargets", "rds:RegisterDBProxyTargets"),
                minutes=2,
                look=lambda: proxy.look(self.facts.new),
                do=lambda: proxy.lead_to(self.facts.new),
            )

    def names(self) -> Iterator[Step]:
        """Yields the exchange of the names. RDS restarts an instance that it renames."""
        facts = self.facts
        yield self._rename_aside("old-name", facts.old, facts.identifier, optional="")
        for number, (each, former) in enumerate(facts.others.items(), 1):
            yield self._rename_aside(
                f"replica-name-{number}",
                each,
                former,
                optional=f"rename {former} by hand: the next `up` builds a replica of that name",
            )
        yield Step(
            name="new-name",
            does=f"renames the new instance to {facts.identifier}: the address that programs have "
            "leads to it",
            calls=("rds:ModifyDBInstance",),
            minutes=3,
            look=lambda: instances.look(
                self._new, done=instances.name(self._new) == facts.identifier
            ),
            do=lambda: self.rds.modify(facts.new, NewDBInstanceIdentifier=facts.identifier),
        )
        if proxy := self.proxy:
            yield Step(
                name="target",
                does=f"registers the proxy's target as {facts.identifier}, as the program has it",
                calls=("rds:DeregisterDBProxyTargets", "rds:RegisterDBProxyTargets"),
                minutes=2,
                look=lambda: proxy.look(facts.new),
                do=lambda: proxy.lead_to(facts.new),
            )

    def rest(self) -> Iterator[Step]:
        """Yields what makes the new instance all that the program declares, and tells the
        program."""
        yield Step(
            name="settings",
            does="gives it the standby, windows, monitoring and logs of the program",
            calls=("rds:ModifyDBInstance",),
            minutes=15,
            look=self.settings_look,
            do=self.set_up,
        )
        yield Step(
            name="tags",
            does="gives it the program's tags",
            calls=("rds:AddTagsToResource",),
            minutes=0,
            look=lambda: looked(done=not self._missing_tags()),
            do=lambda: self._tag(self._new, self._missing_tags()),
        )
        copies = BackupCopies(self.site)
        if copies.declared:
            yield Step(
                name="backup-copies",
                does=f"copies its backups to {self.site.recovery_region}",
                calls=("rds:StartDBInstanceAutomatedBackupsReplication",),
                minutes=5,
                look=lambda: copies.look(self.facts.new),
                do=lambda: copies.start(str(self._new["DBInstanceArn"])),
                optional="until this is done its backups are in one region only: run it again",
            )
        yield Step(
            name="state",
            does="writes into the stack's state that the database is this instance, and that the "
            "replicas are gone: the next `up` builds new ones",
            calls=("pulumi stack import",),
            minutes=1,
            look=self._state_look,
            do=self._write_state,
        )

    def keep_old(self) -> Step:
        """Returns the step that protects the old instance and says why it is still there."""
        return Step(
            name="keep-old",
            does="protects the old instance, tags it as set aside, and ends its logs",
            calls=("rds:AddTagsToResource", "rds:ModifyDBInstance"),
            minutes=2,
            look=self._kept,
            do=self._keep,
            optional="protect it by hand as soon as RDS lets you",
        )

    def _rename_aside(self, step: str, resource_id: str, former: str, *, optional: str) -> Step:
        aside = self.facts.aside(former)

        def look() -> Look:
            found = self.rds.find(resource_id)
            if found is None or instances.name(found) == aside:
                return Look.DONE
            if instances.status(found) in instances.STUCK:
                raise OperationError(
                    f"RDS renames nothing that is `{instances.status(found)}`, as {former} is"
                    + (", but programs are served through the proxy" if self.proxy else ""),
                    remedy="run the command again once RDS has mended it, or free its name: "
                    f"`aws rds delete-db-instance --db-instance-identifier {former} "
                    "--skip-final-snapshot --no-delete-automated-backups` keeps its backups. "
                    f"Until then `make up STACK={self.site.stack}` must not run",
                )
            return instances.look(found, done=False)

        return Step(
            name=step,
            does=f"renames {former} to {aside}, which keeps it",
            calls=("rds:ModifyDBInstance",),
            minutes=3,
            look=look,
            do=lambda: self.rds.modify(resource_id, NewDBInstanceIdentifier=aside),
            optional=optional,
        )

    @property
    def _new(self) -> Instance:
        return self.rds.get(self.facts.new)

    @property
    def _inputs(self) -> Mapping[str, Any]:
        return self.declared.inputs

    def _look(self, changes: Mapping[str, Any]) -> Look:
        return instances.look(self._new, done=not changes)

    def settings_look(self, *, logs: bool = True) -> Look:
        """Returns whether the new instance has the program's settings. Without `logs` it is not to
        write logs yet, because its log groups are those of its final name."""
        return self._look(self._wanted(logs=logs))

    def set_up(self, *, logs: bool = True) -> None:
        """Gives the new instance the program's settings."""
        self._modify(self._wanted(logs=logs))

    def _wanted(self, *, logs: bool) -> dict[str, Any]:
        wanted = differing(self._inputs, self._new)
        if not logs:
            wanted.pop("CloudwatchLogsExportConfiguration", None)
        return wanted

    def _modify(self, changes: Mapping[str, Any]) -> None:
        self.rds.modify(self.facts.new, **changes)

    def _missing_tags(self) -> dict[str, str]:
        wanted: Mapping[str, str] = self.declared.outputs.get("tagsAll") or {}
        found = _tags(self._new)
        return {key: value for key, value in wanted.items() if found.get(key) != value}

    def _tag(self, instance: Instance, tags: Mapping[str, str]) -> None:
        self.rds.client.add_tags_to_resource(
            ResourceName=instance["DBInstanceArn"],
            Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
        )

    def _gone(self) -> list[str]:
        """Returns the URNs of replicas that are replicas no longer, or of another instance."""
        ids = {self.facts.new, *self.facts.others}
        found = self.site.resources.of("rds.Instance")
        return [
            x.urn for x in found if x.outputs.get("id") in ids and x.name != self.site.server_name
        ]

    def _state_look(self) -> Look:
        done = is_repointed(
            self.site.state.read(),
            urn=self.declared.urn,
            resource_id=self.facts.new,
            gone=self._gone(),
        )
        return looked(done=done)

    def _write_state(self) -> None:
        copies = BackupCopies(self.site)
        arn = copies.arn(self.facts.new) if copies.declared else ""
        self.site.state.write(
            repointed(
                self.site.state.read(),
                urn=self.declared.urn,
                instance=self._new,
                gone=self._gone(),
                ids={copies.declared.urn: arn} if copies.declared and arn else {},
            )
        )

    def _kept(self) -> Look:
        old = self.rds.find(self.facts.old)
        if old is None:
            return Look.DONE
        kept = old.get("DeletionProtection") and not old.get("EnabledCloudwatchLogsExports")
        return instances.look(old, done=bool(kept) and ASIDE in _tags(old))

    def _keep(self) -> None:
        old = self.rds.get(self.facts.old)
        self._tag(old, {ASIDE: self.facts.stamp})
        changes: dict[str, Any] = {"DeletionProtection": True}
        if logs := old.get("EnabledCloudwatchLogsExports"):
            # They would go to groups of another name, without a retention or this key.
            changes["CloudwatchLogsExportConfiguration"] = {"DisableLogTypes": list(logs)}
        self.rds.modify(self.facts.old, **changes)


def _tags(instance: Instance) -> dict[str, str]:
    return {each["Key"]: each["Value"] for each in instance.get("TagList", ())}
