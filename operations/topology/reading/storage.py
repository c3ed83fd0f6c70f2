"""Storage and what guards it: buckets, secrets, keys and the registry of images."""

from collections.abc import Iterator
from dataclasses import replace

from operations.plan import Resource
from operations.topology.model import LEFT_OUT, Flow, Folds, Node
from operations.topology.reading.canvas import slug
from operations.topology.reading.frames import Frames
from wording import counted

_BUCKETS = ("s3.Bucket", "s3.BucketV2")
_ABOUT = Folds(LEFT_OUT, LEFT_OUT)


def draw(frames: Frames) -> None:
    """Adds buckets, and at the highest detail secrets, keys and the registry."""
    targets = set(_copies(frames))
    logs = set(_log_buckets(frames))
    for each in frames.resources.of(*_BUCKETS):
        _bucket(frames, each, copy=each.urn in targets, logs=each.urn in logs)
    for each in frames.resources.of("s3.BucketNotification"):
        _notification(frames, each)
    for each in frames.resources.of("secretsmanager.Secret"):
        node = Node(slug(f"secret-{each.name}"), "secret", "secret (Secrets Manager)", each.name)
        group = frames.area(each, "secrets", "Secrets and keys")
        frames.canvas.node(replace(node, group=group, urn=each.urn, folds=_ABOUT))
    for each in frames.resources.of("appconfig.Environment"):
        group = frames.area(each, "flags", "Feature flags")
        frames.canvas.node(
            Node("flags", "other", "feature flags (AppConfig)", "flags", group, (), each.urn)
        )
    for each in frames.resources.of("cognito.UserPool"):
        group, name = frames.area(each, "users", "People who sign in"), each.name
        node = Node(slug(name), "other", "user pool (Cognito)", name, group, (), each.urn)
        frames.canvas.node(node)
    for each in frames.resources.of("kms.Key"):
        _key(frames, each)
    repositories = frames.resources.of("ecr.Repository")
    for each in repositories:
        node = Node(slug(f"images-{each.name}"), "images", "image repository (ECR)", each.name)
        group = frames.area(each, "registry", "Registry of images")
        frames.canvas.node(replace(node, group=group, urn=each.urn, folds=_ABOUT))


def _copies(frames: Frames) -> Iterator[str]:
    """Yields the buckets that hold copies of others, by URN."""
    for each in frames.resources.of("s3.BucketReplicationConfig"):
        for row in each.inputs.get("rules") or []:
            target = (row.get("destination") or {}).get("bucket")
            for bucket in frames.resources.referred(target, "s3.Bucket"):
                yield bucket.urn


def _log_buckets(frames: Frames) -> Iterator[str]:
    """Yields the buckets into which others write who asked for what, by URN."""
    for each in frames.resources.of("s3.BucketLogging"):
        for bucket in frames.resources.referred(each.inputs.get("targetBucket"), "s3.Bucket"):
            yield bucket.urn


def _bucket(frames: Frames, each: Resource, *, copy: bool, logs: bool) -> None:
    what, fold = "bucket (S3)", Folds("buckets")
    if copy:
        what, fold = "bucket copy (S3)", Folds("copies")
    elif logs:
        what, fold = "log bucket (S3)", _ABOUT
    frames.canvas.node(
        Node(
            slug(f"bucket-{each.name}"),
            "copy" if copy else "bucket",
            what,
            each.name,
            frames.area(each, "storage", "Object storage"),
            tuple(_facts(frames, each)),
            each.urn,
            fold,
        )
    )


def _facts(frames: Frames, bucket: Resource) -> Iterator[str]:
    if bucket.given:
        yield f"{bucket.inputs['bucket']}, which exists"
    for each in frames.resources.of("s3.BucketObjectLockConfiguration"):
        if bucket in frames.resources.referred(each.inputs.get("bucket"), bucket.kind):
            kept = ((each.inputs.get("rule") or {}).get("defaultRetention")) or {}
            yield f"locked {kept['days']} days" if kept.get("days") else "locked"


def _key(frames: Frames, each: Resource) -> None:
    users = [
        f"{other.kind.rpartition('.')[2]} {other.name}"
        for other in frames.resources.all
        if other.kind != "kms.Alias" and each in _keys(frames, other)
    ]
    frames.canvas.node(
        Node(
            slug(f"key-{each.name}"),
            "key",
            "key (KMS)",
            each.name,
            frames.area(each, "secrets", "Secrets and keys"),
            (
                f"encrypts {counted(len(users), 'resource')}",
                *([f"{each.inputs['arn']}, which exists"] if each.given else ()),
            ),
            each.urn,
            _ABOUT,
        )
    )


def _keys(frames: Frames, other: Resource) -> list[Resource]:
    """Returns the keys that a resource names as its own, policies aside."""
    named = [value for key, value in other.inputs.items() if "kms" in key.lower()]
    nested = other.inputs.get("rules") if other.kind.startswith("s3.") else None
    return frames.resources.referred([*named, nested or []], "kms.Key")


def _notification(frames: Frames, each: Resource) -> None:
    """Adds the messages by which a bucket tells of its objects."""
    for kind, targets, key in (
        ("sqs.Queue", "queues", "queueArn"),
        ("sns.Topic", "topics", "topicArn"),
    ):
        for told in each.inputs.get(targets) or ():
            words = sorted(str(event).split(":")[1] for event in told.get("events") or ())
            of = f"{told.get('filterPrefix') or ''}*{told.get('filterSuffix') or ''}"
            details = () if of == "*" else (f"of {of}",)
            for bucket in frames.resources.referred(each.inputs.get("bucket"), "s3.Bucket"):
                for target in frames.resources.referred(told.get(key), kind):
                    source, end = frames.canvas.of(bucket), frames.canvas.of(target)
                    flow = Flow(source, end, "message", (" ".join(words),), details)
                    frames.canvas.flow(replace(flow, by=(str(each),)))
