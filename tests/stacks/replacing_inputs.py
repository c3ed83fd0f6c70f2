"""Which inputs replace a resource when they change, for every type that the stacks create.

Source: what the schema of each resource in AWS's Terraform provider marks ForceNew or
RequiresReplace (github.com/hashicorp/terraform-provider-aws, internal/service/<service>/), of those
inputs that this program gives or could come to give. Where releases differ, the stricter one
counts: RDS can rename an instance in place by now, and here that is a replacement. `region`
replaces every resource. What the provider decides from values, such as a cache's lower
engine version, is not in the table.
"""

_WORDS: dict[str, str] = {
    "acm/certificate:Certificate": (
        "domainName subjectAlternativeNames validationMethod keyAlgorithm certificateAuthorityArn"
    ),
    "acm/certificateValidation:CertificateValidation": "certificateArn validationRecordFqdns",
    "appautoscaling/policy:Policy": "name resourceId scalableDimension serviceNamespace",
    "appautoscaling/target:Target": "resourceId scalableDimension serviceNamespace",
    "cloudfront/cachePolicy:CachePolicy": "name",
    "cloudfront/distribution:Distribution": "staging",
    "cloudfront/monitoringSubscription:MonitoringSubscription": "distributionId",
    "cloudfront/originAccessControl:OriginAccessControl": "",
    "cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": "name",
    "cloudfront/vpcOrigin:VpcOrigin": "",
    "cloudwatch/logDelivery:LogDelivery": "deliveryDestinationArn deliverySourceName",
    "cloudwatch/logDeliveryDestination:LogDeliveryDestination": "name outputFormat",
    "cloudwatch/logDeliverySource:LogDeliverySource": "name logType resourceArn",
    "cloudwatch/logGroup:LogGroup": "name namePrefix logGroupClass",
    "cloudwatch/logResourcePolicy:LogResourcePolicy": "policyName resourceArn",
    "cloudwatch/metricAlarm:MetricAlarm": "name",
    "ec2/defaultSecurityGroup:DefaultSecurityGroup": "vpcId",
    "ec2/eip:Eip": "address domain networkBorderGroup publicIpv4Pool ipamPoolId",
    "ec2/flowLog:FlowLog": (
        "deliverCrossAccountRole destinationOptions iamRoleArn logDestination logDestinationType "
        "logFormat maxAggregationInterval subnetId trafficType vpcId"
    ),
    "ec2/internetGateway:InternetGateway": "",
    "ec2/natGateway:NatGateway": (
        "allocationId availabilityMode connectivityType privateIp subnetId vpcId"
    ),
    "ec2/route:Route": "routeTableId destinationCidrBlock destinationPrefixListId",
    "ec2/routeTable:RouteTable": "vpcId",
    "ec2/routeTableAssociation:RouteTableAssociation": "subnetId gatewayId",
    "ec2/securityGroup:SecurityGroup": "name namePrefix description vpcId",
    "ec2/subnet:Subnet": (
        "availabilityZone availabilityZoneId cidrBlock ipv6Native outpostArn vpcId "
        "ipv4IpamPoolId ipv4NetmaskLength"
    ),
    "ec2/vpc:Vpc": "cidrBlock instanceTenancy ipv4IpamPoolId ipv4NetmaskLength",
    "ec2/vpcEndpoint:VpcEndpoint": "serviceName serviceRegion vpcEndpointType vpcId",
    # Its policy as well, though in AWS that is one `put`.
    "ecr/lifecyclePolicy:LifecyclePolicy": "policy repository",
    "ecr/repository:Repository": "name encryptionConfigurations",
    "ecs/cluster:Cluster": "name",
    "ecs/clusterCapacityProviders:ClusterCapacityProviders": "clusterName",
    "ecs/service:Service": "name cluster launchType schedulingStrategy deploymentController",
    # A revision never changes: everything that it holds makes a new one.
    "ecs/taskDefinition:TaskDefinition": (
        "containerDefinitions cpu ephemeralStorage executionRoleArn family ipcMode memory "
        "networkMode pidMode placementConstraints proxyConfiguration requiresCompatibilities "
        "runtimePlatform taskRoleArn volumes"
    ),
    "elasticache/parameterGroup:ParameterGroup": "name family description",
    "elasticache/replicationGroup:ReplicationGroup": (
        "replicationGroupId atRestEncryptionEnabled dataTieringEnabled globalReplicationGroupId "
        "kmsKeyId networkType port securityGroupNames snapshotArns snapshotName subnetGroupName"
    ),
    "elasticache/subnetGroup:SubnetGroup": "name",
    "elasticache/user:User": "userId userName",
    "elasticache/userGroup:UserGroup": "userGroupId",
    "iam/role:Role": "name namePrefix path",
    "iam/rolePolicy:RolePolicy": "name namePrefix role",
    "kms/alias:Alias": "name namePrefix",
    "kms/key:Key": "customKeyStoreId customerMasterKeySpec keyUsage multiRegion xksKeyId",
    "lambda/function:Function": "name packageType",
    # It runs once for each input: that is what it is for.
    "lambda/invocation:Invocation": "functionName input qualifier triggers",
    "lambda/permission:Permission": "action function principal sourceAccount sourceArn statementId",
    "lb/listener:Listener": "loadBalancerArn",
    "lb/listenerRule:ListenerRule": "listenerArn",
    "lb/loadBalancer:LoadBalancer": "name namePrefix internal loadBalancerType",
    "lb/targetGroup:TargetGroup": (
        "name namePrefix ipAddressType port protocol protocolVersion targetType vpcId"
    ),
    "rds/instance:Instance": (
        "identifier identifierPrefix availabilityZone backupTarget characterSetName "
        "customIamInstanceProfile dbName engine kmsKeyId ncharCharacterSetName "
        "restoreToPointInTime s3Import snapshotIdentifier storageEncrypted timezone username"
    ),
    "rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": (
        "kmsKeyId preSignedUrl retentionPeriod sourceDbInstanceArn"
    ),
    "rds/parameterGroup:ParameterGroup": "name namePrefix family description",
    "rds/proxy:Proxy": "name engineFamily vpcSubnetIds",
    "rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": "dbProxyName",
    "rds/proxyTarget:ProxyTarget": (
        "dbClusterIdentifier dbInstanceIdentifier dbProxyName targetGroupName"
    ),
    "rds/subnetGroup:SubnetGroup": "name namePrefix",
    "route53/healthCheck:HealthCheck": "measureLatency referenceName requestInterval type",
    "route53/record:Record": "name zoneId setIdentifier",
    "route53/zone:Zone": "name delegationSetId",
    "s3/bucket:Bucket": "bucket bucketPrefix objectLockEnabled",
    "s3/bucketCorsConfiguration:BucketCorsConfiguration": "bucket",
    "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": "bucket",
    "s3/bucketLogging:BucketLogging": "bucket",
    "s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": "bucket",
    "s3/bucketObjectv2:BucketObjectv2": "bucket key",
    "s3/bucketOwnershipControls:BucketOwnershipControls": "bucket",
    "s3/bucketPolicy:BucketPolicy": "bucket",
    "s3/bucketPublicAccessBlock:BucketPublicAccessBlock": "bucket",
    "s3/bucketReplicationConfig:BucketReplicationConfig": "bucket",
    "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": "bucket",
    "s3/bucketVersioning:BucketVersioning": "bucket",
    "scheduler/schedule:Schedule": "name namePrefix groupName",
    "secretsmanager/secret:Secret": "name namePrefix",
    "secretsmanager/secretRotation:SecretRotation": "secretId",
    "servicediscovery/httpNamespace:HttpNamespace": "name",
    "sns/topic:Topic": "name namePrefix fifoTopic",
    "sns/topicPolicy:TopicPolicy": "arn",
    "sns/topicSubscription:TopicSubscription": "endpoint protocol topic",
    "sqs/queue:Queue": "name namePrefix fifoQueue",
    "sqs/queuePolicy:QueuePolicy": "queueUrl",
    "sqs/redriveAllowPolicy:RedriveAllowPolicy": "queueUrl",
    "vpc/securityGroupEgressRule:SecurityGroupEgressRule": "securityGroupId",
    "vpc/securityGroupIngressRule:SecurityGroupIngressRule": "securityGroupId",
    "wafv2/webAcl:WebAcl": "name namePrefix scope",
    "wafv2/webAclAssociation:WebAclAssociation": "resourceArn webAclArn",
    "wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": "resourceArn",
}

REPLACING_INPUTS: dict[str, frozenset[str]] = {
    f"aws:{type_}": frozenset({*words.split(), "region"}) for type_, words in _WORDS.items()
}
"""Type -> names of inputs, in the engine's spelling."""

KEPT = frozenset(
    {
        "aws:ec2/eip:Eip",
        "aws:ec2/subnet:Subnet",
        "aws:ec2/vpc:Vpc",
        "aws:ecr/repository:Repository",
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "aws:kms/key:Key",
        "aws:rds/instance:Instance",
        "aws:route53/zone:Zone",
        "aws:s3/bucket:Bucket",
        "aws:secretsmanager/secret:Secret",
        "aws:sns/topic:Topic",
        "aws:sqs/queue:Queue",
    }
)
"""What holds data, or an address that others have written down."""
