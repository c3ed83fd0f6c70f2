"""Needs that an environment has of each thing that exists, as far as its files say; pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from config import CloudPlatform
from config.domains import names_of
from config.existing import ExistingDatabaseServer
from config.gateway import mutual_hosts, private_hosts
from config.joint.servers import existing_servers_of
from config.values import parted
from operations.plan import Resources
from planning import database_sql, full_name, public_hosts


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One thing that another owner made, with what it must be."""

    id: str
    """Its ID, ARN or name."""
    kind: str
    """Kind by which `live` knows whom to ask: `authority`, `bucket`, `certificate`, `database` or
    `key`."""
    use: str
    """What the environment has it for."""
    region: str
    needs: Sequence[str]
    """Sentences about what it must be."""
    owner: Sequence[str]
    """Sentences about what is the owner's: Plinth neither sets nor watches it."""
    hosts: Sequence[str] = field(default=())
    """Host names that a certificate must cover."""
    policy: Mapping[str, Any] = field(default_factory=dict)
    """Policy that a key must have, or more than it."""
    account: str = ""
    """Account that must have a bucket."""
    key: str | None = None
    """ARN of the key of a bucket; None where S3's own keys encrypt it."""
    lock_days: int | None = None
    """Days for which a bucket must lock its objects."""
    server: ExistingDatabaseServer | None = None
    """Settings of a database server."""
    vpc: str | None = None
    """VPC in which a database server must stand; None where Plinth makes it."""
    backups_days: int = 0
    """Days for which a database server should keep backups."""
    libraries: Sequence[str] = field(default=())
    """Libraries that a database server must load as it starts."""


def wanted(platform: CloudPlatform, resources: Resources) -> Iterator[Wanted]:
    """Yields what a stack needs of what exists, by its files and its plan. A network is told by
    `reach`."""
    yield from _certificates(platform)
    yield from _authorities(platform)
    yield from _keys(resources)
    yield from _buckets(platform)
    yield from _databases(platform)


def _certificates(platform: CloudPlatform) -> Iterator[Wanted]:
    given, settings = platform.settings.existing.certificates, platform.settings
    if given is None:
        return
    hosts = public_hosts.hosts(platform.workload)
    mutual = mutual_hosts(platform.workload.services)
    in_one = settings.edge is not None and given.edge is None
    further = names_of(settings.domains)

    def full(hosts: Iterable[str]) -> list[str]:
        return [full_name(host, settings.domain, further) for host in hosts]

    own = [host for host in hosts if in_one or parted(host)[1] not in given.domains]
    use = "the load balancers and the edge" if in_one else "the load balancers"
    yield _certificate(given.load_balancer, use, full(own))
    for key, arn in given.domains.items():
        names = full(host for host in hosts if parted(host)[1] == key)
        yield _certificate(arn, f"the load balancers at {further[key]}", names)
    if given.edge:
        yield _certificate(given.edge, "the edge", full(h for h in hosts if h not in mutual))
    if given.private:
        inside = full_name(settings.gateway.private_label, settings.domain)
        private = private_hosts(platform.workload.services)
        names = [full_name(host, inside) for host in private]
        yield _certificate(given.private, "private services", names)


def _certificate(arn: str, use: str, names: list[str]) -> Wanted:
    return Wanted(
        id=arn,
        kind="certificate",
        use=f"certificate of {use}",
        region=arn.split(":")[3],
        needs=[
            "it is issued or imported, and has not ended",
            f"it covers {', '.join(names)}",
        ],
        owner=["its renewal, and the record or the import that it takes"],
        hosts=names,
    )


def _authorities(platform: CloudPlatform) -> Iterator[Wanted]:
    calls = platform.settings.encrypted_calls
    uses = {
        "authority": "encrypted calls",
        "recovery_authority": "encrypted calls after an evacuation",
    }
    for key, use in uses.items():
        if arn := getattr(calls, key, None):
            account = platform.settings.account_id
            shared = [] if arn.split(":")[4] == account else [_SHARED.format(account=account)]
            yield Wanted(
                id=arn,
                kind="authority",
                use=f"authority of {use}",
                region=arn.split(":")[3],
                needs=[
                    "it is active, and its certificate does not end within the next days",
                    "it has the tag AmazonECSManaged: true, without which ECS uses none",
                    *shared,
                ],
                owner=["its certificate, its renewal and its price; who else gets certificates"],
            )


_SHARED = (
    "its owner shares it with the account {account} by AWS RAM, for certificates of the template "
    "EndEntityCertificate (AWSRAMDefaultPermissionCertificateAuthority), and the share is accepted"
)
_ENCRYPTED = {
    "key": "the environment's data and logs",
    "key-edge": "what AWS keeps in us-east-1 for the edge",
    "key-recovery": "the copies in the recovery region",
}
"""What each key encrypts, by the program's name for it."""


def _keys(resources: Resources) -> Iterator[Wanted]:
    for each in resources.of("kms.Key"):
        if not each.given:
            continue
        yield Wanted(
            id=each.inputs["arn"],
            kind="key",
            use=f"key of {_ENCRYPTED[each.name]}",
            region=each.inputs["region"],
            needs=[
                "it is symmetric, for encryption, and enabled for as long as the data is kept",
                "its policy lets in whom this one lets in, or more:",
            ],
            owner=["its policy, its alias, its rotation, and that nobody schedules its deletion"],
            policy=each.document("wanted"),
        )


def _buckets(platform: CloudPlatform) -> Iterator[Wanted]:
    settings = platform.settings
    for name, given in settings.existing.buckets.items():
        bucket = platform.workload.buckets[name]
        by = f"by the key {given.key}" if given.key else "by S3's own keys"
        owner = [
            f"versions, kept {settings.retention.object_versions_days} days in those of Plinth",
            "its policy: TLS only, and nobody from outside",
            "its backups, and the loss of its region",
        ]
        if bucket.storage is not None or bucket.expire_days:
            owner.append("its lifecycle: `storage` and `expire_days` of the workload set nothing")
        if bucket.purpose == "uploads":
            owner.append("its CORS rules, for uploads from pages of gateway.cors.allowed_origins")
        yield Wanted(
            id=given.name,
            kind="bucket",
            use=f"bucket {name}",
            region=settings.region,
            needs=[
                f"it is of the account {settings.account_id}, in {settings.region}",
                f"its objects are encrypted {by}",
                "it keeps versions, and is closed to the public",
                *([f"it locks objects for {bucket.lock_days} days"] if bucket.lock_days else ()),
            ],
            owner=owner,
            account=settings.account_id,
            key=given.key,
            lock_days=bucket.lock_days,
        )


def _databases(platform: CloudPlatform) -> Iterator[Wanted]:
    settings = platform.settings
    network, days = settings.network.existing, settings.retention.backups_days
    for each in existing_servers_of(platform.workload, settings):
        given = each.given
        libraries = [
            name
            for name in database_sql.preloaded_libraries(each.workload)
            if name in database_sql.PRELOADED
        ]
        names = ", ".join(each.workload.databases) or "none"
        where = network.vpc if network else "the VPC that Plinth makes"
        key = f"the key {given.master_secret_key}" if given.master_secret_key else "AWS's own key"
        yield Wanted(
            id=given.identifier,
            kind="database",
            use=f"database server {each.name}, with the databases {names}",
            region=settings.region,
            needs=[
                f"it is {given.engine} {given.engine_version} at {given.address}:{given.port}, of "
                f"the account {settings.account_id}, in {where}",
                f"it has the security group {given.security_group}, encrypted storage, and no "
                "address on the internet",
                f"{given.master_secret} holds `username` and `password` of a user who may create "
                f"databases and roles, encrypted by {key}",
                *([f"shared_preload_libraries has {', '.join(libraries)}"] if libraries else ()),
                *(["it has a standby or a reader in another zone"] if given.multi_az else ()),
            ],
            owner=[
                f"its backups, kept {days} days on servers of Plinth's, and the loss of its region",
                "its size, upgrades, failovers and parameters, such as rds.force_ssl",
                "that PUBLIC may not connect to its other databases",
            ],
            account=settings.account_id,
            server=given,
            vpc=network.vpc if network else None,
            backups_days=days,
            libraries=libraries,
        )
