"""Reasons why people add nothing to a type, and why a further resource of a type is not
reported."""

from collections.abc import Mapping

_PART = "all of it is in one document, which is compared as a whole"
_ONCE = "its owner has it once: a second one is a change of this"
_ACCOUNT = "stands in the account, which others may use too"
_MOTO = "moto has nothing that could be added"


def _by(reasons: Mapping[str, str]) -> Mapping[str, str]:
    return {f"aws:{type_}": reason for reason, types in reasons.items() for type_ in types.split()}


EMPTY = _by(
    {
        _PART: (
            "acm/certificate:Certificate acm/certificateValidation:CertificateValidation"
            " acmpca/certificate:Certificate"
            " acmpca/certificateAuthorityCertificate:CertificateAuthorityCertificate"
            " appautoscaling/policy:Policy appautoscaling/scheduledAction:ScheduledAction"
            " appconfig/application:Application"
            " appconfig/configurationProfile:ConfigurationProfile"
            " appconfig/hostedConfigurationVersion:HostedConfigurationVersion"
            " backup/vaultLockConfiguration:VaultLockConfiguration"
            " cognito/resourceServer:ResourceServer cognito/userPoolClient:UserPoolClient"
            " cognito/userPoolDomain:UserPoolDomain"
            " cloudfront/distribution:Distribution"
            " cloudfront/function:Function cloudfront/keyGroup:KeyGroup"
            " cloudfront/originAccessControl:OriginAccessControl cloudfront/publicKey:PublicKey"
            " cloudwatch/logDelivery:LogDelivery"
            " cloudwatch/logDeliveryDestination:LogDeliveryDestination"
            " cloudwatch/logResourcePolicy:LogResourcePolicy"
            " cloudwatch/compositeAlarm:CompositeAlarm cloudwatch/dashboard:Dashboard"
            " cloudwatch/eventTarget:EventTarget"
            " cloudwatch/metricAlarm:MetricAlarm"
            " ec2/defaultSecurityGroup:DefaultSecurityGroup ec2/flowLog:FlowLog"
            " ec2/launchTemplate:LaunchTemplate ec2/networkInterface:NetworkInterface"
            " ec2/route:Route"
            " ec2/routeTableAssociation:RouteTableAssociation ec2/vpcEndpoint:VpcEndpoint"
            " ecr/lifecyclePolicy:LifecyclePolicy"
            " ecs/clusterCapacityProviders:ClusterCapacityProviders"
            " ecs/taskDefinition:TaskDefinition elasticache/subnetGroup:SubnetGroup"
            " elasticache/user:User iam/rolePolicy:RolePolicy kms/alias:Alias"
            " lambda/permission:Permission lb/listenerCertificate:ListenerCertificate"
            " lb/listenerRule:ListenerRule opensearch/domain:Domain"
            " rds/clusterInstance:ClusterInstance"
            " rds/clusterParameterGroup:ClusterParameterGroup"
            " rds/parameterGroup:ParameterGroup rds/subnetGroup:SubnetGroup"
            " rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup rds/proxyTarget:ProxyTarget"
            " route53/healthCheck:HealthCheck route53/record:Record"
            " s3/bucketCorsConfiguration:BucketCorsConfiguration"
            " s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
            " s3/bucketLogging:BucketLogging s3/bucketNotification:BucketNotification"
            " s3/bucketObjectv2:BucketObjectv2"
            " s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
            " s3/bucketOwnershipControls:BucketOwnershipControls s3/bucketPolicy:BucketPolicy"
            " s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
            " s3/bucketReplicationConfig:BucketReplicationConfig"
            " s3/bucketServerSideEncryptionConfiguration:"
            "BucketServerSideEncryptionConfiguration"
            " s3/bucketVersioning:BucketVersioning scheduler/schedule:Schedule"
            " secretsmanager/secretRotation:SecretRotation"
            " secretsmanager/secretVersion:SecretVersion sns/topicPolicy:TopicPolicy"
            " sesv2/configurationSet:ConfigurationSet"
            " sns/topicSubscription:TopicSubscription sqs/queuePolicy:QueuePolicy"
            " sqs/redriveAllowPolicy:RedriveAllowPolicy ssm/parameter:Parameter"
            " vpc/securityGroupEgressRule:SecurityGroupEgressRule"
            " vpc/securityGroupIngressRule:SecurityGroupIngressRule wafv2/ipSet:IpSet"
            " wafv2/webAcl:WebAcl wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"
        ),
        "an address and a gateway serve one resource, which says so": (
            "ec2/eip:Eip ec2/internetGateway:InternetGateway ec2/natGateway:NatGateway"
        ),
        "it keeps its machines by itself": "autoscaling/group:Group",
        "what stands in a subnet is in a security group, whose rules say what it reaches": (
            "ec2/subnet:Subnet"
        ),
        "tasks and their addresses are ECS's": (
            "ecs/service:Service lb/targetGroup:TargetGroup"
            " servicediscovery/httpNamespace:HttpNamespace"
        ),
        "people are no part of what is declared": ("cognito/userGroup:UserGroup"),
        _MOTO: (
            "backup/plan:Plan backup/vault:Vault"
            " cloudwatch/logDeliverySource:LogDeliverySource"
            " elasticache/replicationGroup:ReplicationGroup"
        ),
    }
)
"""Reason, by type, why nobody can add to it."""

ALONE = _by(
    {
        _ACCOUNT: (
            "acm/certificate:Certificate acmpca/certificateAuthority:CertificateAuthority"
            " appconfig/application:Application autoscaling/group:Group"
            " backup/plan:Plan backup/vault:Vault cognito/userPool:UserPool"
            " cloudfront/distribution:Distribution"
            " cloudfront/function:Function cloudfront/keyGroup:KeyGroup"
            " cloudfront/originAccessControl:OriginAccessControl cloudfront/publicKey:PublicKey"
            " cloudwatch/logDelivery:LogDelivery"
            " cloudwatch/logDeliveryDestination:LogDeliveryDestination"
            " cloudwatch/logDeliverySource:LogDeliverySource cloudwatch/logGroup:LogGroup"
            " cloudwatch/logResourcePolicy:LogResourcePolicy"
            " cloudwatch/compositeAlarm:CompositeAlarm cloudwatch/dashboard:Dashboard"
            " cloudwatch/eventRule:EventRule"
            " cloudwatch/metricAlarm:MetricAlarm ec2/eip:Eip"
            " ec2/launchTemplate:LaunchTemplate ec2/networkInterface:NetworkInterface ec2/vpc:Vpc"
            " ecr/repository:Repository ecs/cluster:Cluster ecs/taskDefinition:TaskDefinition"
            " elasticache/replicationGroup:ReplicationGroup elasticache/subnetGroup:SubnetGroup"
            " elasticache/user:User iam/role:Role kms/key:Key lambda/function:Function"
            " lb/loadBalancer:LoadBalancer lb/targetGroup:TargetGroup opensearch/domain:Domain"
            " rds/cluster:Cluster"
            " rds/clusterParameterGroup:ClusterParameterGroup"
            " rds/parameterGroup:ParameterGroup rds/proxy:Proxy rds/subnetGroup:SubnetGroup"
            " route53/healthCheck:HealthCheck route53/zone:Zone s3/bucket:Bucket"
            " scheduler/schedule:Schedule secretsmanager/secret:Secret"
            " servicediscovery/httpNamespace:HttpNamespace"
            " sesv2/configurationSet:ConfigurationSet sesv2/emailIdentity:EmailIdentity"
            " sns/topic:Topic sqs/queue:Queue"
            " ssm/parameter:Parameter wafv2/ipSet:IpSet wafv2/webAcl:WebAcl"
        ),
        _ONCE: (
            "acm/certificateValidation:CertificateValidation acmpca/certificate:Certificate"
            " acmpca/certificateAuthorityCertificate:CertificateAuthorityCertificate"
            " appautoscaling/target:Target cognito/userPoolDomain:UserPoolDomain"
            " backup/vaultLockConfiguration:VaultLockConfiguration"
            " ec2/defaultSecurityGroup:DefaultSecurityGroup"
            " ecs/clusterCapacityProviders:ClusterCapacityProviders"
            " rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup"
            " s3/bucketNotification:BucketNotification"
            " s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
            " s3/bucketOwnershipControls:BucketOwnershipControls"
            " s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
            " s3/bucketServerSideEncryptionConfiguration:"
            "BucketServerSideEncryptionConfiguration"
            " s3/bucketVersioning:BucketVersioning sns/topicPolicy:TopicPolicy"
            " sqs/redriveAllowPolicy:RedriveAllowPolicy"
            " wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"
        ),
        "nothing reads a version that is not deployed, and moto lists none": (
            "appconfig/configurationProfile:ConfigurationProfile"
            " appconfig/hostedConfigurationVersion:HostedConfigurationVersion"
        ),
        "nothing reads a value that is not the current one": (
            "secretsmanager/secretVersion:SecretVersion"
        ),
        "what is in a bucket is its programs' own": "s3/bucketObjectv2:BucketObjectv2",
    }
)
"""Reason, by type, why a further resource beside Plinth's is not reported."""
