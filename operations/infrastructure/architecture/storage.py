"""Storage: buckets, what becomes of their objects, and volumes on a machine."""

from operations.infrastructure.architecture.programs import PARTS
from operations.infrastructure.markdown import NONE, joined, part, quoted, table
from operations.infrastructure.project import Environment, Project


def together(project: Project) -> str:
    """Returns the buckets, with who may use each, and how they are kept in each environment."""
    if not project.workload.buckets:
        return "The workload has no buckets."
    return joined(
        table(
            (
                "Bucket",
                "Holds",
                "Served at",
                "Written by",
                "Read by",
                "Deleted",
                "Locked",
                "Purpose",
            ),
            (
                (
                    f"`{name}`",
                    each.purpose,
                    f"`{each.path}`" if each.path else "",
                    _users(project, name, "write"),
                    _users(project, name, "read"),
                    f"after {each.expire_days:,} days" if each.expire_days else "never",
                    f"{each.lock_days:,} days" if each.lock_days else "",
                    project.overview.line(PARTS, name),
                )
                for name, each in project.workload.buckets.items()
            ),
        ),
        part(
            "How objects are kept",
            project.compared(
                "What",
                (
                    ("Software", software),
                    ("Former versions", _versions),
                    ("Copies", _copies),
                    ("Access", _access),
                    ("Of another owner", _others),
                ),
            ),
            _classes(project),
        ),
    )


def alone(_project: Project, environment: Environment) -> str:
    """Returns the volumes of a machine."""
    rows = [
        (f"`{volume}`", f"`{each.name}`", f"`{path}`")
        for each in environment.containers
        for volume, path in each.volumes
    ]
    return part("Volumes", table(("Volume", "Container", "Folder in it"), rows))


def software(environment: Environment) -> str:
    """Returns what serves objects. Empty if nothing does."""
    if environment.resources.of("s3.Bucket"):
        return "S3"
    local = [each for each in environment.containers if each.name == "objects"]
    return f"container `{local[0].image}`" if local else ""


def _users(project: Project, bucket: str, access: str) -> str:
    found = []
    for each in project.workload.programs():
        use = each.program.uses.buckets.get(bucket)
        if use and access in use.access:
            found.append(f"`{each.name}`" + (f" (`{use.prefix}`)" if use.prefix else ""))
    return ", ".join(found) or NONE


def _versions(environment: Environment) -> str:
    cloud = environment.cloud
    if cloud is None or not environment.resources.of("s3.BucketVersioning"):
        return ""
    return f"kept {cloud.settings.retention.object_versions_days} days"


def _copies(environment: Environment) -> str:
    cloud = environment.cloud
    if cloud is None:
        return ""
    found = environment.resources.of("s3.BucketReplicationConfig")
    if not found:
        return "none"
    without = [name for name, each in cloud.workload.buckets.items() if not each.replicate]
    return (
        f"all{f' but {quoted(without)}' if without else ''} in `{cloud.settings.recovery_region}`"
    )


def _access(environment: Environment) -> str:
    if environment.resources.of("s3.BucketPublicAccessBlock"):
        return "private; TLS only; encrypted by the environment's key"
    return ""


def _others(environment: Environment) -> str:
    """Returns the buckets that exist, for which the workload's words about keeping are wishes."""
    found = [each for each in environment.resources.of("s3.Bucket") if each.given]
    if not found:
        return ""
    named = ", ".join(f"`{each.name}` is `{each.inputs['bucket']}`" for each in found)
    return f"{named}: how objects are kept there is the owner's"


def _classes(project: Project) -> str:
    """Returns the classes to which the plan's lifecycle moves objects, from any environment."""
    for environment, _ in reversed(project.clouds):
        found: dict[str, list[str]] = {}
        for name in project.workload.buckets:
            rules = environment.one("s3.BucketLifecycleConfiguration", name)
            for rule in rules.inputs.get("rules") or () if rules else ():
                for move in rule.get("transitions") or ():
                    text = f"to {move.get('storageClass')} after {move.get('days')} days"
                    found.setdefault(text, []).append(name)
        if found:
            said = "; ".join(f"{quoted(names)} {text}" for text, names in found.items())
            return f"Objects move to cheaper storage: {said}."
    return ""
