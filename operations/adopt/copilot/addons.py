"""Addons of Copilot: CloudFormation templates, of which resources are known by their types."""

from typing import Any

from operations.adopt.copilot.application import Application
from operations.adopt.draft import name_of, use
from operations.adopt.ledger import Node

_POSTGRES = "a database of the environment's PostgreSQL: move the data with pg_dump, or a snapshot"
_KNOWN = {
    "AWS::S3::Bucket": ("buckets", "a new bucket: copy the objects with `aws s3 sync`"),
    "AWS::RDS::DBCluster": ("databases", _POSTGRES),
    "AWS::RDS::DBInstance": ("databases", _POSTGRES),
    "AWS::SNS::Topic": ("topics", "a new topic: publishers get TOPIC_<NAME>"),
    "AWS::SQS::Queue": ("queues", "a new queue, with a dead-letter queue of its own"),
    "AWS::ElastiCache::ReplicationGroup": ("cache", "the cache, which starts empty"),
    "AWS::ElastiCache::CacheCluster": ("cache", "the cache, which starts empty"),
    "AWS::ElastiCache::ServerlessCache": ("cache", "the cache, which starts empty"),
}
_BESIDE = (
    "SecurityGroup", "SubnetGroup", "SecretTargetAttachment", "BucketPolicy", "ParameterGroup",
    "RotationSchedule", "QueuePolicy", "TopicPolicy", "ClusterSettingsAction", "::IAM::",
)  # fmt: skip
_ACCESS = {"buckets": "read_write", "databases": "write", "topics": "publish", "queues": "send"}


def translate(app: Application, root: Node, owner: str) -> None:
    """Declares what an addon of a program, or of all (`environments`), creates."""
    kind = app.draft.kind(name_of(owner))
    program = app.draft.sections[kind][name_of(owner)] if kind else None
    resources = root.get("Resources")
    if resources is None:
        root.left_out("has no resources; parameters of addons have no counterpart")
        return
    databases: list[str] = []
    for each in resources.below():
        type_ = each.get("Type")
        _resource(app, each, str(type_.value) if type_ else "", program, databases)


def _resource(
    app: Application, each: Node, type_: str, program: dict[str, Any] | None, databases: list[str]
) -> None:
    section, says = _KNOWN.get(type_, ("", ""))
    if type_.startswith("AWS::RDS::") and section:
        engine = str((each.get("Properties", "Engine") or Node(each.source, (), "")).value)
        if engine and "postgres" not in engine:
            each.left_out(
                f"is {engine}: a database is PostgreSQL, or MySQL by `engine: mysql` "
                "(docs/mysql.md); declare any other in own/"
            )
            return
        if databases:
            each.translated(f"databases.{databases[0]}", "the environment has one instance")
            return
        databases.append(name_of(each.key))
    if section == "cache":
        if program is not None:
            program.setdefault("uses", {})["cache"] = True
        each.guessed("cache", says)
    elif section:
        name = name_of(each.key)
        new = {"purpose": "uploads"} if section == "buckets" else {}
        app.draft.sections[section].setdefault(name, new)
        if program is not None:
            use(program, section, name, _ACCESS[section])
        told = "" if program is not None else "; name it under `uses` of each program that needs it"
        each.guessed(f"{section}.{name}", says + told)
    elif any(part in type_ for part in _BESIDE):
        each.left_out(f"{type_} follows from `uses` of the programs here")
    else:
        each.left_out(f"{type_}: declare it in own/resources.py (docs/own.md)")
