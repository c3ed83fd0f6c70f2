"""Copies of data: backups in vaults, and what goes to the recovery region."""

import fnmatch
from collections.abc import Iterator

from operations.plan import Resource
from operations.topology.model import Flow, Node
from operations.topology.reading.canvas import slug
from operations.topology.reading.frames import Frames


def draw(frames: Frames) -> None:
    """Adds vaults and copied backups, and every flow by which AWS copies data."""
    for each in frames.resources.of("backup.Vault"):
        _vault(frames, each)
    for each in frames.resources.of("backup.Plan"):
        _plan(frames, each)
    for each in frames.resources.of("rds.InstanceAutomatedBackupsReplication"):
        _backups(frames, each)
    for each in frames.resources.of("s3.BucketReplicationConfig"):
        _replication(frames, each)


def _vault(frames: Frames, each: Resource) -> None:
    locked = any(
        each in frames.resources.referred(lock.inputs.get("backupVaultName"), each.kind)
        for lock in frames.resources.of("backup.VaultLockConfiguration")
    )
    frames.canvas.node(
        Node(
            slug(f"vault-{each.name}"),
            "vault",
            "backup vault (AWS Backup)",
            each.name,
            frames.area(each, "backups", "Backups"),
            ("locked",) if locked else (),
            each.urn,
        )
    )


def _plan(frames: Frames, each: Resource) -> None:
    canvas, resources = frames.canvas, frames.resources
    for rule in each.inputs.get("rules") or []:
        label = (str(rule.get("schedule") or rule.get("ruleName")),)
        for vault in resources.referred(rule.get("targetVaultName"), "backup.Vault"):
            for source in _selected(frames, each):
                canvas.flow(Flow(source, canvas.of(vault), "copy", label, (), (str(each),)))
            for action in rule.get("copyActions") or []:
                for copy in resources.referred(action.get("destinationVaultArn"), "backup.Vault"):
                    flow = Flow(canvas.of(vault), canvas.of(copy), "copy", ("copies each backup",))
                    canvas.flow(flow)


_ARNS = {
    "rds.Instance": "arn:aws:rds:*:*:db:{}",
    "rds.Cluster": "arn:aws:rds:*:*:cluster:{}",
    "s3.Bucket": "arn:aws:s3:::{}",
}
"""The form of a resource's ARN by its type, with the name."""


def _selected(frames: Frames, plan: Resource) -> Iterator[str]:
    """Yields the nodes that a plan makes backups of: named ones, and those of a pattern with the
    tags that it asks for."""
    for each in frames.resources.of("backup.Selection"):
        if plan not in frames.resources.referred(each.inputs.get("planId"), plan.kind):
            continue
        patterns = [str(text) for text in each.inputs.get("resources") or []]
        for kind, form in _ARNS.items():
            named = frames.resources.referred(patterns, kind)
            for resource in frames.resources.of(kind):
                matched = any(_meets(text, form) for text in patterns)
                if resource in named or (matched and _tagged(each, resource)):
                    yield frames.canvas.of(resource)


def _meets(pattern: str, form: str) -> bool:
    """Returns true if a pattern of ARNs is about resources of a form."""
    service = form.split(":{}")[0].split(":")
    given = pattern.split(":")
    return "*" in pattern and all(
        fnmatch.fnmatchcase(one, other) or fnmatch.fnmatchcase(other, one)
        for one, other in zip(given, service, strict=False)
    )


def _tagged(selection: Resource, resource: Resource) -> bool:
    """Returns true if a resource's own tags are those that a selection asks for. Tags that every
    resource of an environment has come from the provider, and stand in no resource."""
    tags = resource.inputs.get("tags") or {}
    asked = [
        (str(row.get("key")).rpartition("/")[2], row.get("value"))
        for condition in selection.inputs.get("conditions") or []
        for row in condition.get("stringEquals") or []
    ]
    asked += [(str(row.get("key")), row.get("value")) for row in _old_tags(selection)]
    own = [(key, value) for key, value in asked if key in tags]
    return all(tags[key] == value for key, value in own) and bool(own or not asked)


def _old_tags(selection: Resource) -> list[dict[str, object]]:
    return list(selection.inputs.get("selectionTags") or [])


def _backups(frames: Frames, each: Resource) -> None:
    source = each.inputs.get("sourceDbInstanceArn")
    for database in frames.resources.referred(source, "rds.Instance"):
        days = each.inputs.get("retentionPeriod")
        node = frames.canvas.node(
            Node(
                slug(f"backups-{each.name}"),
                "copy",
                "copied backups (RDS)",
                each.name,
                frames.area(each, "backups", "Backups"),
                (f"kept {days} days",) if days else (),
                each.urn,
            )
        )
        label = ("copies backups and logs",)
        frames.canvas.flow(Flow(frames.canvas.of(database), node, "copy", label, (), (str(each),)))


def _replication(frames: Frames, each: Resource) -> None:
    for bucket in frames.resources.referred(each.inputs.get("bucket"), "s3.Bucket"):
        for row in each.inputs.get("rules") or []:
            target = row.get("destination") or {}
            time = ((target.get("replicationTime") or {}).get("time") or {}).get("minutes")
            label = f"copies within {time} minutes" if time else "copies"
            for copy in frames.resources.referred(target.get("bucket"), "s3.Bucket"):
                source, end = frames.canvas.of(bucket), frames.canvas.of(copy)
                frames.canvas.flow(Flow(source, end, "copy", (label,), (), (str(each),)))
