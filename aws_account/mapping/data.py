"""Rows for databases and caches."""

from aws_account.mapping import shapes
from aws_account.mapping.row import Named, Row, Table, call, row


def _parameter_group(kind: str, local: str = "") -> Row:
    return row(
        "rds",
        call(f"Create{kind}ParameterGroup", Description="Managed by Pulumi"),
        f"{kind}ParameterGroup.{kind}ParameterGroupName",
        also=call(f"Modify{kind}ParameterGroup", takes="parameters"),
        read=(
            call(f"Describe{kind}ParameterGroups"),
            call(f"Describe{kind}Parameters", at="{Parameters: Parameters}", Source="user"),
        ),
        tags=call("ListTagsForResource", ResourceName="{arn}"),
        delete=f"Delete{kind}ParameterGroup",
        named=Named(255),
        rename={"family": "DBParameterGroupFamily"},
        local=local,
    )


ROWS: Table = {
    "aws:rds/subnetGroup:SubnetGroup": row(
        "rds",
        call("CreateDBSubnetGroup", DBSubnetGroupDescription="Managed by Pulumi"),
        "DBSubnetGroup.DBSubnetGroupName",
        read="DescribeDBSubnetGroups",
        tags=call("ListTagsForResource", ResourceName="{arn}"),
        update="ModifyDBSubnetGroup",
        delete="DeleteDBSubnetGroup",
        named=Named(255),
        found={"subnetIds": "Subnets[].SubnetIdentifier"},
        outputs={"arn": "{aws.DBSubnetGroupArn}"},
    ),
    "aws:rds/parameterGroup:ParameterGroup": _parameter_group("DB", local="skipDestroy"),
    "aws:rds/instance:Instance": row(
        "rds",
        "CreateDBInstance",
        "DBInstance.DbiResourceId",
        instead={
            "replicateSourceDb": call(
                "CreateDBInstanceReadReplica",
                special=shapes.replica,
                rest=call("ModifyDBInstance", DBInstanceIdentifier="{identifier}"),
            ),
            "snapshotIdentifier": call(
                "RestoreDBInstanceFromDBSnapshot",
                special=shapes.restored,
                rename={"snapshotIdentifier": "DBSnapshotIdentifier"},
                rest=call("ModifyDBInstance", DBInstanceIdentifier="{identifier}"),
            ),
        },
        read=call("DescribeDBInstances", DBInstanceIdentifier="{identifier}"),
        update=(
            call("ModifyDBInstance", rename={"port": "DBPortNumber"}),
            call(
                "ModifyDBInstance",
                DBInstanceIdentifier="{identifier}",
                takes="enabledCloudwatchLogsExports",
                adds="CloudwatchLogsExportConfiguration.EnableLogTypes",
                removes="CloudwatchLogsExportConfiguration.DisableLogTypes",
            ),
        ),
        delete=call(
            "DeleteDBInstance",
            DBInstanceIdentifier="{identifier}",
            SkipFinalSnapshot="{skipFinalSnapshot}",
            FinalDBSnapshotIdentifier="{finalSnapshotIdentifier}",
            DeleteAutomatedBackups="{deleteAutomatedBackups}",
        ),
        named=Named(63, "identifier"),
        rename={
            "username": "MasterUsername",
            "password": "MasterUserPassword",
            "replicateSourceDb": "SourceDBInstanceIdentifier",
            "parameterGroupName": "DBParameterGroupName",
            "performanceInsightsEnabled": "EnablePerformanceInsights",
            "enabledCloudwatchLogsExports": "EnableCloudwatchLogsExports",
            "iamDatabaseAuthenticationEnabled": "EnableIAMDatabaseAuthentication",
            "maintenanceWindow": "PreferredMaintenanceWindow",
            "backupWindow": "PreferredBackupWindow",
            "caCertIdentifier": "CACertificateIdentifier",
        },
        found={
            "dbSubnetGroupName": "DBSubnetGroup.DBSubnetGroupName",
            "domain": "DomainMemberships[0].Domain",
            "domainFqdn": "DomainMemberships[0].FQDN",
            # AWS derives these from the volume's size, and a replica's from its source.
            "iops": "Iops != `3000` && !(ReadReplicaSourceDBInstanceIdentifier && Iops == `12000`)"
            " && Iops",
            "storageThroughput": "StorageThroughput != `125` &&"
            " !(ReadReplicaSourceDBInstanceIdentifier && StorageThroughput == `500`)"
            " && StorageThroughput",
            "optionGroupName": "OptionGroupMemberships[?!starts_with(OptionGroupName, 'default:')]"
            " | [0].OptionGroupName",
            "manageMasterUserPassword": "MasterUserSecret != null",
            "masterUserSecretKmsKeyId": "MasterUserSecret.KmsKeyId",
            "parameterGroupName": "DBParameterGroups[0].DBParameterGroupName",
            "replicateSourceDb": "ReadReplicaSourceDBInstanceIdentifier",
            "vpcSecurityGroupIds": "VpcSecurityGroups[].VpcSecurityGroupId",
        },
        # AWS makes minor upgrades, and enlarges a volume up to the limit it was given.
        moves={"engineVersion": shapes.is_minor, "allocatedStorage": shapes.has_grown},
        loses="databaseInsightsMode engineLifecycleSupport networkType performanceInsightsEnabled"
        " performanceInsightsKmsKeyId performanceInsightsRetentionPeriod",
        outputs={
            "address": "{aws.Endpoint.Address}",
            "endpoint": "{aws.Endpoint.Address}:{aws.Endpoint.Port}",
            "port": "{aws.Endpoint.Port}",
            "arn": "{aws.DBInstanceArn}",
            "resourceId": "{id}",
            "hostedZoneId": "Z1RLNUO7B9Q6NB",
            "masterUserSecrets": shapes.master_user_secrets,
            "engineVersionActual": "{aws.EngineVersion}",
        },
        local="applyImmediately allowMajorVersionUpgrade skipFinalSnapshot"
        " finalSnapshotIdentifier deleteAutomatedBackups blueGreenUpdate",
    ),
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": _parameter_group("DBCluster"),
    "aws:rds/cluster:Cluster": row(
        "rds",
        "CreateDBCluster",
        "DBCluster.DBClusterIdentifier",
        read=call("DescribeDBClusters", DBClusterIdentifier="{clusterIdentifier}"),
        update=(
            call("ModifyDBCluster"),
            call(
                "ModifyDBCluster",
                takes="enabledCloudwatchLogsExports",
                adds="CloudwatchLogsExportConfiguration.EnableLogTypes",
                removes="CloudwatchLogsExportConfiguration.DisableLogTypes",
            ),
        ),
        delete=call(
            "DeleteDBCluster",
            SkipFinalSnapshot="{skipFinalSnapshot}",
            FinalDBSnapshotIdentifier="{finalSnapshotIdentifier}",
            DeleteAutomatedBackups="{deleteAutomatedBackups}",
        ),
        named=Named(63, "clusterIdentifier"),
        rename={
            "clusterIdentifier": "DBClusterIdentifier",
            "masterPassword": "MasterUserPassword",
            "performanceInsightsEnabled": "EnablePerformanceInsights",
            "enabledCloudwatchLogsExports": "EnableCloudwatchLogsExports",
            "iamDatabaseAuthenticationEnabled": "EnableIAMDatabaseAuthentication",
            "serverlessv2ScalingConfiguration": "ServerlessV2ScalingConfiguration",
        },
        found={
            "dbSubnetGroupName": "DBSubnetGroup",
            "enableHttpEndpoint": "HttpEndpointEnabled",
            "dbClusterParameterGroupName": "DBClusterParameterGroup",
            "manageMasterUserPassword": "MasterUserSecret != null",
            "masterUserSecretKmsKeyId": "MasterUserSecret.KmsKeyId",
            "vpcSecurityGroupIds": "VpcSecurityGroups[].VpcSecurityGroupId",
        },
        # AWS makes minor upgrades.
        moves={"engineVersion": shapes.is_minor},
        loses="databaseInsightsMode engineLifecycleSupport networkType performanceInsightsEnabled"
        " performanceInsightsKmsKeyId performanceInsightsRetentionPeriod",
        outputs={
            "endpoint": "{aws.Endpoint}",
            "readerEndpoint": "{aws.ReaderEndpoint}",
            "arn": "{aws.DBClusterArn}",
            "clusterResourceId": "{aws.DbClusterResourceId}",
            "hostedZoneId": "Z1RLNUO7B9Q6NB",
            "masterUserSecrets": shapes.master_user_secrets,
            "engineVersionActual": "{aws.EngineVersion}",
        },
        local="applyImmediately allowMajorVersionUpgrade skipFinalSnapshot"
        " finalSnapshotIdentifier deleteAutomatedBackups",
    ),
    "aws:rds/clusterInstance:ClusterInstance": row(
        "rds",
        "CreateDBInstance",
        "DBInstance.DBInstanceIdentifier",
        read=call("DescribeDBInstances", DBInstanceIdentifier="{identifier}"),
        update=call("ModifyDBInstance", DBInstanceIdentifier="{identifier}"),
        delete=call("DeleteDBInstance", DBInstanceIdentifier="{identifier}"),
        named=Named(63, "identifier"),
        rename={
            "clusterIdentifier": "DBClusterIdentifier",
            "performanceInsightsEnabled": "EnablePerformanceInsights",
            "caCertIdentifier": "CACertificateIdentifier",
        },
        found={
            "dbSubnetGroupName": "DBSubnetGroup.DBSubnetGroupName",
            "dbParameterGroupName": "DBParameterGroups[0].DBParameterGroupName",
        },
        loses="performanceInsightsEnabled performanceInsightsKmsKeyId"
        " performanceInsightsRetentionPeriod",
        outputs={
            "endpoint": "{aws.Endpoint.Address}",
            "port": "{aws.Endpoint.Port}",
            "arn": "{aws.DBInstanceArn}",
            "dbiResourceId": "{aws.DbiResourceId}",
        },
        local="applyImmediately forceDestroy",
    ),
    "aws:rds/proxy:Proxy": row(
        "rds",
        "CreateDBProxy",
        "DBProxy.DBProxyName",
        read="DescribeDBProxies",
        tags=call("ListTagsForResource", ResourceName="{arn}"),
        update=call("ModifyDBProxy", rename={"vpcSecurityGroupIds": "SecurityGroups"}),
        delete="DeleteDBProxy",
        named=Named(63),
        rename={"name": "DBProxyName"},
        outputs={"arn": "{aws.DBProxyArn}"},
    ),
    "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": row(
        "rds",
        call("ModifyDBProxyTargetGroup", TargetGroupName="default"),
        "{dbProxyName}",
        read="DescribeDBProxyTargetGroups",
        update=call("ModifyDBProxyTargetGroup", TargetGroupName="default"),
        loses="connectionPoolConfig.initQuery",
        outputs={"name": "{aws.TargetGroupName}", "arn": "{aws.TargetGroupArn}"},
    ),
    "aws:rds/proxyTarget:ProxyTarget": row(
        "rds",
        "RegisterDBProxyTargets",
        "{dbProxyName}/{targetGroupName}/RDS_INSTANCE/{dbInstanceIdentifier}",
        read=call(
            "DescribeDBProxyTargets", at="Targets[?RdsResourceId=='{dbInstanceIdentifier}'] | [0]"
        ),
        delete=call("DeregisterDBProxyTargets", DBInstanceIdentifiers=["{dbInstanceIdentifier}"]),
    ),
    "aws:elasticache/subnetGroup:SubnetGroup": row(
        "elasticache",
        call("CreateCacheSubnetGroup", CacheSubnetGroupDescription="Managed by Pulumi"),
        "CacheSubnetGroup.CacheSubnetGroupName",
        read="DescribeCacheSubnetGroups",
        tags=call("ListTagsForResource", ResourceName="{arn}"),
        # moto cannot change it, so a change could not be read back.
        update=call("ModifyCacheSubnetGroup", recorded="-"),
        loses="description subnetIds",
        delete=call("DeleteCacheSubnetGroup", recorded="-"),
        named=Named(255),
    ),
    "aws:elasticache/parameterGroup:ParameterGroup": row(
        "elasticache",
        call("CreateCacheParameterGroup", Description="Managed by Pulumi"),
        "CacheParameterGroup.CacheParameterGroupName",
        also=call(
            "ModifyCacheParameterGroup",
            takes="parameters",
            special=lambda inputs: {
                "ParameterNameValues": [
                    {"ParameterName": entry["name"], "ParameterValue": entry["value"]}
                    for entry in inputs.pop("parameters")
                ]
            },
        ),
        lacks="{name}",
        named=Named(255),
        rename={"family": "CacheParameterGroupFamily"},
        outputs={"arn": "arn:{partition}:elasticache:{region}:{account}:parametergroup:{name}"},
    ),
    "aws:elasticache/serverlessCache:ServerlessCache": row(
        "elasticache",
        "CreateServerlessCache",
        "ServerlessCache.ServerlessCacheName",
        lacks="{name}",
        named=Named(40, "name", lower=True),
        rename={
            "name": "ServerlessCacheName",
            "cacheUsageLimits.ecpuPerSeconds": "ECPUPerSecond",
            "snapshotArnsToRestores": "SnapshotArnsToRestore",
        },
        outputs={
            "arn": "arn:{partition}:elasticache:{region}:{account}:serverlesscache:{name}",
            "endpoints": shapes.serverless_endpoint(6379),
            "readerEndpoints": shapes.serverless_endpoint(6380),
        },
    ),
    "aws:elasticache/replicationGroup:ReplicationGroup": row(
        "elasticache",
        "CreateReplicationGroup",
        "ReplicationGroup.ReplicationGroupId",
        read=call("DescribeReplicationGroups", at="ReplicationGroups[?Status!='deleting'] | [0]"),
        tags=call("ListTagsForResource", ResourceName="{arn}"),
        update=(
            # The provider, too, begins with the shards.
            call(
                "ModifyReplicationGroupShardConfiguration",
                takes="numNodeGroups",
                rename={"numNodeGroups": "NodeGroupCount"},
                ApplyImmediately=True,
            ),
            call(
                "IncreaseReplicaCount",
                takes="replicasPerNodeGroup",
                rename={"replicasPerNodeGroup": "NewReplicaCount"},
                recorded="-",
                ApplyImmediately=True,
            ),
            # Fewer are DecreaseReplicaCount, with the same parameters. The provider, too, does this
            # before the rest: failover needs a replica.
            call(
                "IncreaseReplicaCount",
                takes="numCacheClusters",
                special=shapes.new_replicas,
                recorded="-",
                ApplyImmediately=True,
            ),
            call("ModifyReplicationGroup"),
            call(
                "ModifyReplicationGroup",
                takes="userGroupIds",
                adds="UserGroupIdsToAdd",
                removes="UserGroupIdsToRemove",
            ),
        ),
        delete=call("DeleteReplicationGroup", FinalSnapshotIdentifier="{finalSnapshotIdentifier}"),
        named=Named(40, "replicationGroupId", lower=True),
        rename={
            "description": "ReplicationGroupDescription",
            "maintenanceWindow": "PreferredMaintenanceWindow",
            "parameterGroupName": "CacheParameterGroupName",
            "nodeType": "CacheNodeType",
            "subnetGroupName": "CacheSubnetGroupName",
            "logDeliveryConfigurations.destination": (
                "DestinationDetails.CloudWatchLogsDetails.LogGroup"
            ),
        },
        found={
            "automaticFailoverEnabled": "AutomaticFailover == 'enabled'",
            "multiAzEnabled": "MultiAZ == 'enabled'",
            "authToken": "AuthTokenEnabled",
            "numNodeGroups": "length(NodeGroups)",
            "port": "ConfigurationEndpoint.Port || NodeGroups[0].PrimaryEndpoint.Port",
        },
        loses="engineVersion maintenanceWindow numCacheClusters parameterGroupName"
        " securityGroupIds replicasPerNodeGroup",
        outputs={
            "arn": "{aws.ARN}",
            "configurationEndpointAddress": shapes.cluster_address,
            "primaryEndpointAddress": shapes.primary_address,
            "readerEndpointAddress": shapes.reader_address,
            "memberClusters": "{aws.MemberClusters}",
        },
        local="applyImmediately finalSnapshotIdentifier authTokenUpdateStrategy",
    ),
}
