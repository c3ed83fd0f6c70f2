"""Rules about databases: RDS, and DynamoDB for tables of a team's own."""

import re

from policies.resources import Resource
from policies.rule import (
    CRITICAL,
    HIGH,
    LOW,
    MEDIUM,
    Fault,
    Faults,
    fsbp,
    needs,
    needs_at_least,
    rule,
    security_hub,
    shown,
)

INSTANCE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"
CLUSTER_INSTANCE = "aws:rds/clusterInstance:ClusterInstance"
TABLE = "aws:dynamodb/table:Table"
BACKUP_DAYS = 7
_FORCED_SINCE = 15
"""The major version of PostgreSQL since which RDS asks for TLS unless it is told otherwise.
Source: docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html"""


def _is_copy(database: Resource) -> bool:
    """Returns true for a read replica: it holds nothing that its source does not, and is encrypted
    as that is."""
    return database.has("replicateSourceDb")


@rule(
    (INSTANCE, CLUSTER_INSTANCE),
    CRITICAL,
    fsbp("RDS.2"),
    "set `publiclyAccessible` to false",
)
def rds_no_public_address(database: Resource) -> Faults:
    """A database has no public address."""
    yield from needs(database, "publiclyAccessible", False, default=False)


@rule(INSTANCE, HIGH, fsbp("RDS.3"), "set `storageEncrypted`; it replaces the database")
def rds_encrypts(database: Resource) -> Faults:
    """A database is encrypted where it is stored."""
    if not _is_copy(database):
        yield from needs(database, "storageEncrypted", True)


@rule(
    INSTANCE,
    MEDIUM,
    fsbp("RDS.5"),
    "set `database.multi_az: true`",
    production_only=True,
    lifted_by="database.multi_az",
)
def rds_survives_a_zone(database: Resource) -> Faults:
    """A database of production has a standby in another zone."""
    if not _is_copy(database):
        yield from needs(database, "multiAz", True)


@rule(INSTANCE, LOW, fsbp("RDS.6"), "set `monitoringInterval`")
def rds_is_measured(database: Resource) -> Faults:
    """A database's machine is measured each minute or more often."""
    if database.get("monitoringInterval", 0) not in (1, 5, 10, 15, 30, 60):
        yield Fault("monitoringInterval", f"is {shown(database.get('monitoringInterval'))}")


@rule(
    INSTANCE,
    MEDIUM,
    fsbp("RDS.8"),
    "set `protect: true`",
    production_only=True,
    lifted_by="protect",
)
def rds_is_not_deleted_by_accident(database: Resource) -> Faults:
    """A database of production is protected from deletion."""
    if not _is_copy(database):
        yield from needs(database, "deletionProtection", True)


@rule(INSTANCE, MEDIUM, fsbp("RDS.9"), "set `enabledCloudwatchLogsExports`")
def rds_logs(database: Resource) -> Faults:
    """A database's logs are in CloudWatch; PostgreSQL's own, or MySQL's errors, among them."""
    exported = database.texts("enabledCloudwatchLogsExports")
    if not exported:
        yield Fault("enabledCloudwatchLogsExports", "is empty")
        return
    wanted = {"postgres": "postgresql", "mysql": "error"}.get(str(database.get("engine")))
    if wanted and wanted not in exported:
        yield Fault("enabledCloudwatchLogsExports", f"lacks {wanted}")


@rule(INSTANCE, MEDIUM, fsbp("RDS.10"), "set `iamDatabaseAuthenticationEnabled`")
def rds_accepts_iam(database: Resource) -> Faults:
    """A database accepts short-lived logins by IAM, so people need no password."""
    yield from needs(database, "iamDatabaseAuthenticationEnabled", True)


@rule(INSTANCE, MEDIUM, fsbp("RDS.11"), f"keep them {BACKUP_DAYS} days: `retention.backups_days`")
def rds_keeps_backups(database: Resource) -> Faults:
    """A database's backups are kept for a week or longer."""
    if not _is_copy(database):
        # The provider sends nothing if nothing is set, and the API takes one day then.
        yield from needs_at_least(database, "backupRetentionPeriod", BACKUP_DAYS, default=1)


@rule(INSTANCE, HIGH, fsbp("RDS.13"), "set `autoMinorVersionUpgrade`")
def rds_takes_patches(database: Resource) -> Faults:
    """A database takes minor versions, with their patches, by itself."""
    yield from needs(database, "autoMinorVersionUpgrade", True, default=True)


@rule(INSTANCE, LOW, fsbp("RDS.17"), "set `copyTagsToSnapshot`")
def rds_snapshots_say_whose_they_are(database: Resource) -> Faults:
    """A database's tags are on its snapshots too."""
    yield from needs(database, "copyTagsToSnapshot", True)


@rule(INSTANCE, MEDIUM, fsbp("RDS.25"), "choose another `username`; it replaces the database")
def rds_admin_has_no_common_name(database: Resource) -> Faults:
    """A database's first user has a name that nobody guesses at once."""
    if database.get("username") in ("admin", "administrator", "postgres", "root", "sa"):
        yield Fault("username", f"is {shown(database.get('username'))}")


@rule(
    "aws:rds/parameterGroup:ParameterGroup",
    MEDIUM,
    security_hub("RDS.38"),
    "set the parameter rds.force_ssl to 1",
)
def rds_requires_tls(group: Resource) -> Faults:
    """PostgreSQL refuses connections without TLS."""
    family = re.fullmatch(r"postgres(\d+)", group.get("family", ""))
    if not family:
        return
    default = "1" if int(family[1]) >= _FORCED_SINCE else "0"
    given = {each.get("name"): str(each.get("value")) for each in group.blocks("parameters")}
    if given.get("rds.force_ssl", default) != "1":
        yield Fault("parameters[rds.force_ssl]", f"is {given.get('rds.force_ssl', default)}")


@rule(
    "aws:rds/parameterGroup:ParameterGroup",
    MEDIUM,
    security_hub("RDS.39"),
    "set the parameter require_secure_transport to 1",
)
def rds_mysql_requires_tls(group: Resource) -> Faults:
    """MySQL refuses connections without TLS."""
    if not str(group.get("family", "")).startswith("mysql"):
        return
    given = {each.get("name"): str(each.get("value")) for each in group.blocks("parameters")}
    found = given.get("require_secure_transport", "not set")
    if found.upper() not in ("1", "ON"):
        yield Fault("parameters[require_secure_transport]", f"is {found}")


@rule("aws:rds/proxy:Proxy", MEDIUM, fsbp("RDS.43"), "set `requireTls`")
def rds_proxy_requires_tls(proxy: Resource) -> Faults:
    """A database's proxy refuses connections without TLS."""
    yield from needs(proxy, "requireTls", True)


@rule(TABLE, MEDIUM, fsbp("DynamoDB.2"), "set `pointInTimeRecovery.enabled`")
def dynamodb_restores_any_moment(table: Resource) -> Faults:
    """A table can be restored as it was at any moment of the last days."""
    yield from needs(table, "pointInTimeRecovery.enabled", True)


@rule(TABLE, MEDIUM, fsbp("DynamoDB.6"), "set `deletionProtectionEnabled`", production_only=True)
def dynamodb_is_not_deleted_by_accident(table: Resource) -> Faults:
    """A table of production is protected from deletion."""
    yield from needs(table, "deletionProtectionEnabled", True)


@rule(CLUSTER, HIGH, fsbp("RDS.27"), "set `storageEncrypted`; it replaces the cluster")
def aurora_encrypts(cluster: Resource) -> Faults:
    """A cluster is encrypted where it is stored."""
    yield from needs(cluster, "storageEncrypted", True)


@rule(CLUSTER, MEDIUM, fsbp("RDS.12"), "set `iamDatabaseAuthenticationEnabled`")
def aurora_accepts_iam(cluster: Resource) -> Faults:
    """A cluster accepts short-lived logins by IAM, so people need no password."""
    yield from needs(cluster, "iamDatabaseAuthenticationEnabled", True)


@rule(
    CLUSTER,
    LOW,
    fsbp("RDS.7"),
    "set `protect: true`",
    production_only=True,
    lifted_by="protect",
)
def aurora_is_not_deleted_by_accident(cluster: Resource) -> Faults:
    """A cluster of production is protected from deletion."""
    yield from needs(cluster, "deletionProtection", True)


@rule(CLUSTER, MEDIUM, fsbp("RDS.37"), "set `enabledCloudwatchLogsExports` to postgresql")
def aurora_logs(cluster: Resource) -> Faults:
    """An Aurora PostgreSQL cluster's log is in CloudWatch."""
    if cluster.get("engine") == "aurora-postgresql" and "postgresql" not in cluster.texts(
        "enabledCloudwatchLogsExports"
    ):
        yield Fault("enabledCloudwatchLogsExports", "lacks postgresql")


@rule(CLUSTER, LOW, fsbp("RDS.16"), "set `copyTagsToSnapshot`")
def aurora_snapshots_say_whose_they_are(cluster: Resource) -> Faults:
    """A cluster's tags are on its snapshots too."""
    yield from needs(cluster, "copyTagsToSnapshot", True)


@rule(CLUSTER, MEDIUM, fsbp("RDS.24"), "choose another `masterUsername`; it replaces the cluster")
def aurora_admin_has_no_common_name(cluster: Resource) -> Faults:
    """A cluster's first user has a name that nobody guesses at once."""
    if cluster.get("masterUsername") in ("admin", "administrator", "postgres", "root", "sa"):
        yield Fault("masterUsername", f"is {shown(cluster.get('masterUsername'))}")
