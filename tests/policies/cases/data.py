"""Cases of databases and caches."""

from tests.policies.case import Case

INSTANCE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"
PARAMETERS = "aws:rds/parameterGroup:ParameterGroup"
TABLE = "aws:dynamodb/table:Table"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
SERVERLESS = "aws:elasticache/serverlessCache:ServerlessCache"


DOMAIN = "aws:opensearch/domain:Domain"


def switch(rule: str, type_: str, key: str, *, absent: bool) -> Case:
    """The case of an input that must be true."""
    return Case(rule=rule, type=type_, good={key: True}, bad={key: False}, absent=absent)


CASES = [
    Case(
        rule="opensearch-stands-in-a-network",
        type=DOMAIN,
        good={"vpcOptions": {"subnetIds": ["subnet-1"]}},
        bad={"vpcOptions": None},
        absent=True,
    ),
    Case(
        rule="opensearch-encrypts",
        type=DOMAIN,
        good={"encryptAtRest": {"enabled": True}},
        bad={"encryptAtRest": {"enabled": False}},
        absent=True,
    ),
    Case(
        rule="opensearch-encrypts-between-nodes",
        type=DOMAIN,
        good={"nodeToNodeEncryption": {"enabled": True}},
        bad={"nodeToNodeEncryption": {"enabled": False}},
        absent=True,
    ),
    Case(
        rule="opensearch-requires-tls",
        type=DOMAIN,
        good={"domainEndpointOptions": {"tlsSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10"}},
        bad={"domainEndpointOptions": {"tlsSecurityPolicy": "Policy-Min-TLS-1-0-2019-07"}},
        absent=True,
    ),
    Case(
        rule="opensearch-logs-errors",
        type=DOMAIN,
        good={"logPublishingOptions": [{"logType": "ES_APPLICATION_LOGS"}]},
        bad={"logPublishingOptions": [{"logType": "ES_APPLICATION_LOGS", "enabled": False}]},
        absent=True,
    ),
    Case(
        rule="opensearch-survives-a-zone",
        type=DOMAIN,
        good={"clusterConfig": {"zoneAwarenessEnabled": True, "instanceCount": 3}},
        bad={"clusterConfig": {"zoneAwarenessEnabled": True, "instanceCount": 2}},
        absent=True,
    ),
    Case(
        rule="rds-no-public-address",
        type=INSTANCE,
        good={"publiclyAccessible": False},
        bad={"publiclyAccessible": True},
        absent=False,
    ),
    switch("rds-encrypts", INSTANCE, "storageEncrypted", absent=True),
    Case(
        rule="rds-encrypts",
        type=INSTANCE,
        good={"replicateSourceDb": "shop-prod-database"},
        bad={"storageEncrypted": False},
        absent=True,
    ),
    switch("aurora-encrypts", CLUSTER, "storageEncrypted", absent=True),
    switch("aurora-accepts-iam", CLUSTER, "iamDatabaseAuthenticationEnabled", absent=True),
    switch("aurora-is-not-deleted-by-accident", CLUSTER, "deletionProtection", absent=True),
    switch("aurora-snapshots-say-whose-they-are", CLUSTER, "copyTagsToSnapshot", absent=True),
    Case(
        rule="aurora-logs",
        type=CLUSTER,
        good={"engine": "aurora-postgresql", "enabledCloudwatchLogsExports": ["postgresql"]},
        bad={"engine": "aurora-postgresql", "enabledCloudwatchLogsExports": []},
        absent=False,
    ),
    Case(
        rule="aurora-admin-has-no-common-name",
        type=CLUSTER,
        good={"masterUsername": "platform__admin"},
        bad={"masterUsername": "postgres"},
        absent=False,
    ),
    Case(
        rule="serverless-caches-ask-who-connects",
        type=SERVERLESS,
        good={"userGroupId": "shop-prod-scores-cache-users"},
        bad={"userGroupId": ""},
        absent=True,
    ),
    Case(
        rule="serverless-caches-have-limits",
        type=SERVERLESS,
        good={
            "cacheUsageLimits": {
                "dataStorage": {"maximum": 5, "unit": "GB"},
                "ecpuPerSeconds": [{"maximum": 5000}],
            }
        },
        bad={
            "cacheUsageLimits": {
                "dataStorage": {"maximum": 5, "unit": "GB"},
                "ecpuPerSeconds": [],
            }
        },
        absent=True,
    ),
    Case(
        rule="serverless-caches-keep-snapshots",
        type=SERVERLESS,
        good={"snapshotRetentionLimit": 1},
        bad={"snapshotRetentionLimit": 0},
        absent=True,
    ),
    switch("rds-survives-a-zone", INSTANCE, "multiAz", absent=True),
    Case(
        rule="rds-is-measured",
        type=INSTANCE,
        good={"monitoringInterval": 60},
        bad={"monitoringInterval": 0},
        absent=True,
    ),
    switch("rds-is-not-deleted-by-accident", INSTANCE, "deletionProtection", absent=True),
    Case(
        rule="rds-logs",
        type=INSTANCE,
        rest={"engine": "postgres"},
        good={"enabledCloudwatchLogsExports": ["postgresql", "upgrade"]},
        bad={"enabledCloudwatchLogsExports": ["upgrade"]},
        absent=True,
    ),
    Case(
        rule="rds-logs",
        type=INSTANCE,
        rest={"engine": "mysql"},
        good={"enabledCloudwatchLogsExports": ["error", "slowquery"]},
        bad={"enabledCloudwatchLogsExports": ["slowquery"]},
        absent=True,
    ),
    switch("rds-accepts-iam", INSTANCE, "iamDatabaseAuthenticationEnabled", absent=True),
    Case(
        rule="rds-keeps-backups",
        type=INSTANCE,
        good={"backupRetentionPeriod": 7},
        bad={"backupRetentionPeriod": 6},
        absent=True,
    ),
    switch("rds-takes-patches", INSTANCE, "autoMinorVersionUpgrade", absent=False),
    switch("rds-snapshots-say-whose-they-are", INSTANCE, "copyTagsToSnapshot", absent=True),
    Case(
        rule="rds-admin-has-no-common-name",
        type=INSTANCE,
        good={"username": "platform__admin"},
        bad={"username": "postgres"},
        absent=False,
    ),
    Case(
        rule="rds-requires-tls",
        type=PARAMETERS,
        rest={"family": "postgres16"},
        good={"parameters": [{"name": "rds.force_ssl", "value": "1"}]},
        bad={"parameters": [{"name": "rds.force_ssl", "value": "0"}]},
        absent=False,
    ),
    Case(
        rule="rds-requires-tls",
        type=PARAMETERS,
        rest={"family": "postgres14"},
        good={"parameters": [{"name": "rds.force_ssl", "value": "1"}]},
        bad={"parameters": [{"name": "log_statement", "value": "ddl"}]},
        absent=True,
    ),
    Case(
        rule="rds-mysql-requires-tls",
        type=PARAMETERS,
        rest={"family": "mysql8.4"},
        good={"parameters": [{"name": "require_secure_transport", "value": "1"}]},
        bad={"parameters": [{"name": "require_secure_transport", "value": "0"}]},
        absent=True,
    ),
    switch("rds-proxy-requires-tls", "aws:rds/proxy:Proxy", "requireTls", absent=True),
    Case(
        rule="dynamodb-restores-any-moment",
        type=TABLE,
        good={"pointInTimeRecovery": {"enabled": True}},
        bad={"pointInTimeRecovery": {"enabled": False}},
        absent=True,
    ),
    switch("dynamodb-is-not-deleted-by-accident", TABLE, "deletionProtectionEnabled", absent=True),
    Case(
        rule="elasticache-keeps-snapshots",
        type=CACHE,
        good={"snapshotRetentionLimit": 1},
        bad={"snapshotRetentionLimit": 0},
        absent=True,
    ),
    switch("elasticache-survives-a-node", CACHE, "automaticFailoverEnabled", absent=True),
    Case(
        rule="elasticache-survives-a-node",
        type=CACHE,
        rest={"automaticFailoverEnabled": True, "numNodeGroups": 3},
        good={"replicasPerNodeGroup": 1},
        bad={"replicasPerNodeGroup": 0},
        absent=True,
    ),
    switch("elasticache-encrypts", CACHE, "atRestEncryptionEnabled", absent=True),
    switch("elasticache-requires-tls", CACHE, "transitEncryptionEnabled", absent=True),
    Case(
        rule="elasticache-requires-tls",
        type=CACHE,
        rest={"transitEncryptionEnabled": True},
        good={"transitEncryptionMode": "required"},
        bad={"transitEncryptionMode": "preferred"},
        absent=False,
    ),
    Case(
        rule="elasticache-asks-who-connects",
        type=CACHE,
        good={"userGroupIds": ["shop-prod-cache-users"]},
        bad={"userGroupIds": []},
        absent=True,
    ),
    Case(
        rule="elasticache-has-its-own-subnets",
        type=CACHE,
        good={"subnetGroupName": "${elasticache.SubnetGroup cache.name}"},
        bad={"subnetGroupName": "default"},
        absent=True,
    ),
]
