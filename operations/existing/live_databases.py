"""Answers of AWS about a database server that exists: it is what the settings say, or is not."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from config.existing import ExistingDatabaseServer
from operations import accounts
from operations.existing.wanted import Wanted
from planning import found

_ABSENT = (
    *("DBInstanceNotFound", "DBInstanceNotFoundFault", "DBClusterNotFoundFault"),
    "ResourceNotFoundException",
)
"""Codes by which AWS says that there is no such thing."""
Facts = Mapping[str, Any]


def problems(each: Wanted, client: Callable[[str, str], Any]) -> Iterator[str]:
    """Yields what is not as the settings say, or as the environment needs it."""
    given, rds = found(each.server), client("rds", each.region)
    with accounts.asking(f"the server {each.id}"):
        facts = _described(rds, given)
    if facts is None:
        what = "cluster" if given.is_cluster else "instance"
        yield f"is not there: the account has no {what} of that identifier in {each.region}"
    else:
        yield from _itself(facts, given)
        yield from _network(facts, each, rds, client)
        yield from _kept(facts, each)
    yield from _secret(each, given, client("secretsmanager", each.region))


def _described(rds: Any, given: ExistingDatabaseServer) -> Facts | None:
    if given.is_cluster:
        answer = _found(rds.describe_db_clusters, DBClusterIdentifier=given.identifier)
        return answer and dict(answer["DBClusters"][0])
    answer = _found(rds.describe_db_instances, DBInstanceIdentifier=given.identifier)
    return answer and dict(answer["DBInstances"][0])


def _itself(facts: Facts, given: ExistingDatabaseServer) -> Iterator[str]:
    engine, version = str(facts.get("Engine")), str(facts.get("EngineVersion"))
    if engine != given.engine:
        yield f"is {engine}, and the settings say {given.engine}"
    wanted = given.engine_version.split(".")
    if version.split(".")[: len(wanted)] != wanted:
        yield f"is PostgreSQL {version}, and the settings say {given.engine_version}"
    if given.is_cluster:
        hosts, port = [facts.get("Endpoint")], facts.get("Port")
    else:
        endpoint = facts.get("Endpoint") or {}
        hosts, port = [endpoint.get("Address")], endpoint.get("Port")
    if given.address not in hosts:
        # A name of its owner's, or a proxy, may lead there too.
        if given.address.endswith(".rds.amazonaws.com") and ".proxy-" not in given.address:
            yield f"answers at {hosts[0]}, and the settings say {given.address}"
    elif port != given.port:
        yield f"answers at port {port}, and the settings say {given.port}"
    if bool(facts.get("MultiAZ")) < given.multi_az:
        yield "has no standby in another zone, and the settings say multi_az: true"
    size = facts.get("AllocatedStorage")
    if given.storage_gib and size != given.storage_gib:
        yield (
            f"has {size} GiB of storage, and the settings say {given.storage_gib}: the alarm "
            "of its free storage goes by that"
        )


def _network(
    facts: Facts, each: Wanted, rds: Any, client: Callable[[str, str], Any]
) -> Iterator[str]:
    group = found(each.server).security_group
    groups = [str(x.get("VpcSecurityGroupId")) for x in facts.get("VpcSecurityGroups") or ()]
    if group not in groups:
        has = ", ".join(groups) or "none"
        yield f"does not have the security group {group}; it has {has}"
    members = [facts]
    if "DBClusterMembers" in facts:
        names = [x["DBInstanceIdentifier"] for x in facts["DBClusterMembers"]]
        with accounts.asking(f"the instances of {each.id}"):
            members = [
                rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]
                for name in names
            ]
    if any(x.get("PubliclyAccessible") for x in members):
        yield "has an address on the internet (publicly accessible)"
    subnets = [x.get("DBSubnetGroup") or {} for x in members]
    vpcs = {str(x["VpcId"]) for x in subnets if isinstance(x, Mapping) and x.get("VpcId")}
    if each.vpc and vpcs and each.vpc not in vpcs:
        yield f"stands in {', '.join(sorted(vpcs))}, and the environment in {each.vpc}"


def _kept(facts: Facts, each: Wanted) -> Iterator[str]:
    if not facts.get("StorageEncrypted"):
        yield "is not encrypted, and RDS encrypts no storage that exists"
    days = int(facts.get("BackupRetentionPeriod") or 0)
    if days < each.backups_days:
        yield f"keeps backups for {days} days, and retention.backups_days is {each.backups_days}"


def _secret(each: Wanted, given: ExistingDatabaseServer, secrets: Any) -> Iterator[str]:
    """Yields what is wrong with the master user's secret. Its value is nobody's business here."""
    arn = given.master_secret
    with accounts.asking(f"the secret {arn}"):
        described = _found(secrets.describe_secret, SecretId=arn)
    if described is None or described.get("DeletedDate"):
        yield f"{arn} is not there, or is being deleted"
        return
    if not any("AWSCURRENT" in each for each in described["VersionIdsToStages"].values()):
        yield f"{arn} has no value"
    key = described.get("KmsKeyId") or ""
    own = not key or key.endswith("alias/aws/secretsmanager")
    wanted = given.master_secret_key
    if own and wanted:
        yield f"{arn} is encrypted by AWS's own key, and the settings say {wanted}"
    elif not own and not (wanted and key in (wanted, wanted.rpartition("/")[2])):
        said = wanted or "no key"
        yield f"{arn} is encrypted by {key}, and the settings say {said}: the setup is refused"


def _found(call: Callable[..., Facts], **given: str) -> Facts | None:
    """Returns what AWS answers, or None where there is no such thing."""
    try:
        return call(**given)
    except Exception as error:
        if accounts.code(error) in _ABSENT:
            return None
        raise
