"""The table behind `KnownBackend`: outputs that AWS would give, by resource type.

To add another output, put it under the resource's type in `OUTPUTS`. A text may contain `{name}`
(the physical name), `{id}`, `{region}`, `{account}` and `{path}` (for the kinds of IAM that have
one); a function gets the registration. A type that is in no table gets an ID, an ARN, its name, its
tags and its inputs.
"""

from collections.abc import Callable, Mapping
from typing import Any

from engine import Registration

ARNS: Mapping[str, str] = {
    # IAM, CloudFront and Route 53 are global, S3 buckets have names without account: AWS leaves
    # those parts of their ARNs empty.
    "aws:cloudfront/distribution:Distribution": "arn:aws:cloudfront::{account}:distribution/{id}",
    "aws:cloudwatch/logGroup:LogGroup": "arn:aws:logs:{region}:{account}:log-group:{name}",
    "aws:cloudwatch/metricAlarm:MetricAlarm": "arn:aws:cloudwatch:{region}:{account}:alarm:{name}",
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": (
        "arn:aws:cloudwatch:{region}:{account}:alarm:{name}"
    ),
    "aws:cloudwatch/eventRule:EventRule": "arn:aws:events:{region}:{account}:rule/{name}",
    "aws:cognito/userPool:UserPool": "arn:aws:cognito-idp:{region}:{account}:userpool/{id}",
    "aws:acmpca/certificateAuthority:CertificateAuthority": (
        "arn:aws:acm-pca:{region}:{account}:certificate-authority/{name}"
    ),
    "aws:backup/plan:Plan": "arn:aws:backup:{region}:{account}:backup-plan:{id}",
    "aws:backup/vault:Vault": "arn:aws:backup:{region}:{account}:backup-vault:{name}",
    "aws:ecs/service:Service": "arn:aws:ecs:{region}:{account}:service/cluster/{name}",
    "aws:ecs/taskDefinition:TaskDefinition": (
        "arn:aws:ecs:{region}:{account}:task-definition/{name}:1"
    ),
    "aws:elasticache/replicationGroup:ReplicationGroup": (
        "arn:aws:elasticache:{region}:{account}:replicationgroup:{name}"
    ),
    "aws:elasticache/serverlessCache:ServerlessCache": (
        "arn:aws:elasticache:{region}:{account}:serverlesscache:{name}"
    ),
    "aws:elasticache/user:User": "arn:aws:elasticache:{region}:{account}:user:{id}",
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": (
        "arn:aws:iam::{account}:oidc-provider/{name}"
    ),
    "aws:iam/policy:Policy": "arn:aws:iam::{account}:policy/{name}",
    "aws:iam/role:Role": "arn:aws:iam::{account}:role{path}{name}",
    "aws:kms/alias:Alias": "arn:aws:kms:{region}:{account}:{name}",
    "aws:lambda/function:Function": "arn:aws:lambda:{region}:{account}:function:{name}",
    "aws:lb/loadBalancer:LoadBalancer": (
        "arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/app/{name}/0123456789abcdef"
    ),
    "aws:lb/targetGroup:TargetGroup": (
        "arn:aws:elasticloadbalancing:{region}:{account}:targetgroup/{name}/0123456789abcdef"
    ),
    "aws:opensearch/domain:Domain": "arn:aws:es:{region}:{account}:domain/{name}",
    "aws:rds/cluster:Cluster": "arn:aws:rds:{region}:{account}:cluster:{name}",
    "aws:rds/instance:Instance": "arn:aws:rds:{region}:{account}:db:{name}",
    "aws:rds/proxy:Proxy": "arn:aws:rds:{region}:{account}:db-proxy:prx-{name}",
    "aws:route53/zone:Zone": "arn:aws:route53:::hostedzone/{id}",
    "aws:s3/bucket:Bucket": "arn:aws:s3:::{name}",
    "aws:secretsmanager/secret:Secret": (
        "arn:aws:secretsmanager:{region}:{account}:secret:{name}-AbCdEf"
    ),
    "aws:sns/topic:Topic": "arn:aws:sns:{region}:{account}:{name}",
    "aws:sqs/queue:Queue": "arn:aws:sqs:{region}:{account}:{name}",
    "aws:ssm/parameter:Parameter": "arn:aws:ssm:{region}:{account}:parameter/{name}",
}
"""ARNs that differ from `arn:aws:<module>:<region>:<account>:<kind>/<name>`."""

NAMES: Mapping[str, str] = {
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": "alarmName",
    "aws:ecs/taskDefinition:TaskDefinition": "family",
    "aws:elasticache/replicationGroup:ReplicationGroup": "replicationGroupId",
    "aws:opensearch/domain:Domain": "domainName",
    "aws:rds/cluster:Cluster": "clusterIdentifier",
    "aws:rds/instance:Instance": "identifier",
    "aws:s3/bucket:Bucket": "bucket",
}
"""The property that holds the physical name, for types that do not call it `name`."""

ID_IS_ARN = frozenset(
    {
        "aws:acm/certificate:Certificate",
        "aws:ecs/cluster:Cluster",
        "aws:ecs/service:Service",
        "aws:iam/policy:Policy",
        "aws:lb/listener:Listener",
        "aws:lb/loadBalancer:LoadBalancer",
        "aws:lb/targetGroup:TargetGroup",
        "aws:lb/trustStore:TrustStore",
        "aws:opensearch/domain:Domain",
        "aws:secretsmanager/secret:Secret",
        "aws:sns/topic:Topic",
    }
)
ID_IS_NAME = frozenset(
    {
        "aws:autoscaling/group:Group",
        "aws:backup/vault:Vault",
        "aws:cloudwatch/logGroup:LogGroup",
        "aws:ecr/repository:Repository",
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "aws:elasticache/serverlessCache:ServerlessCache",
        "aws:iam/role:Role",
        "aws:rds/cluster:Cluster",
        "aws:rds/instance:Instance",
        "aws:s3/bucket:Bucket",
    }
)


def _validation_options(certificate: Registration) -> list[dict[str, str]]:
    names = [
        certificate.inputs.get("domainName", "example.com"),
        *certificate.inputs.get("subjectAlternativeNames", []),
    ]
    return [
        {
            "domainName": name,
            "resourceRecordName": f"_validate.{name.removeprefix('*.')}.",
            "resourceRecordType": "CNAME",
            "resourceRecordValue": "_answer.acm-validations.aws.",
        }
        for name in names
    ]


def _master_user_secrets(database: Registration) -> list[dict[str, str]]:
    if not database.inputs.get("manageMasterUserPassword"):
        return []
    secret = f"{database.region}:{database.account}:secret:rds!{database.name}-AbCdEf"
    return [{"secretArn": f"arn:aws:secretsmanager:{secret}", "secretStatus": "active"}]


def _with_port(host: str, port: int) -> Callable[[Registration], str]:
    def endpoint(database: Registration) -> str:
        return f"{database.name}.{host}.amazonaws.com:{database.inputs.get('port', port)}"

    return endpoint


OUTPUTS: Mapping[str, Mapping[str, Any]] = {
    "aws:appconfig/configurationProfile:ConfigurationProfile": {
        "configurationProfileId": "p1r2o3f"
    },
    "aws:appconfig/environment:Environment": {
        "arn": "arn:aws:appconfig:{region}:{account}:application/{name}/environment/e1n2v3a",
        "environmentId": "e1n2v3a",
    },
    "aws:appconfig/hostedConfigurationVersion:HostedConfigurationVersion": {"versionNumber": 1},
    "aws:acm/certificate:Certificate": {"domainValidationOptions": _validation_options},
    "aws:acmpca/certificateAuthority:CertificateAuthority": {
        "certificateSigningRequest": "-----BEGIN CERTIFICATE REQUEST-----{name}",
    },
    "aws:acmpca/certificate:Certificate": {"certificate": "-----BEGIN CERTIFICATE-----{name}"},
    "aws:backup/plan:Plan": {"version": "1"},
    "aws:cloudfront/distribution:Distribution": {
        "domainName": "{name}.cloudfront.net",
        # The one hosted zone of all distributions, from AWS's list of service endpoints.
        "hostedZoneId": "Z2FDTNDATAQYW2",
        "etag": "ETAG",
    },
    "aws:sesv2/configurationSet:ConfigurationSet": {
        "arn": "arn:aws:ses:{region}:{account}:configuration-set/{name}",
    },
    "aws:sesv2/emailIdentity:EmailIdentity": {
        "arn": "arn:aws:ses:{region}:{account}:identity/{name}",
        "dkimSigningAttributes": {"tokens": ["token1", "token2", "token3"]},
    },
    "aws:s3/bucketObjectv2:BucketObjectv2": {"versionId": "{id}-version"},
    "aws:ec2/eip:Eip": {"allocationId": "{id}", "publicIp": "203.0.113.10"},
    "aws:ec2/launchTemplate:LaunchTemplate": {"latestVersion": 1},
    "aws:ec2/natGateway:NatGateway": {"publicIp": "203.0.113.10"},
    "aws:ec2/vpc:Vpc": {
        "ownerId": "{account}",
        "defaultSecurityGroupId": "{id}-default-security-group",
        "defaultNetworkAclId": "{id}-default-network-acl",
        "defaultRouteTableId": "{id}-main-route-table",
        "mainRouteTableId": "{id}-main-route-table",
    },
    "aws:ec2/vpcEndpoint:VpcEndpoint": {
        "prefixListId": "pl-{name}",
        "dnsEntries": [{"dnsName": "{name}.{region}.vpce.amazonaws.com", "hostedZoneId": "ZVPCE"}],
    },
    "aws:ecr/repository:Repository": {
        "registryId": "{account}",
        "repositoryUrl": "{account}.dkr.ecr.{region}.amazonaws.com/{name}",
    },
    "aws:ecs/taskDefinition:TaskDefinition": {
        "arnWithoutRevision": "arn:aws:ecs:{region}:{account}:task-definition/{name}",
        "revision": 1,
    },
    "aws:elasticache/replicationGroup:ReplicationGroup": {
        "primaryEndpointAddress": "{name}.cache.amazonaws.com",
        "readerEndpointAddress": "{name}-ro.cache.amazonaws.com",
        "configurationEndpointAddress": "{name}.clustercfg.cache.amazonaws.com",
        "memberClusters": ["{name}-001", "{name}-002"],
        "port": 6379,
    },
    "aws:elasticache/serverlessCache:ServerlessCache": {
        "endpoints": [{"address": "{name}.serverless.cache.amazonaws.com", "port": 6379}],
        "readerEndpoints": [{"address": "{name}.serverless.cache.amazonaws.com", "port": 6380}],
    },
    "aws:iam/role:Role": {"uniqueId": "AROA{name}"},
    "aws:kms/key:Key": {"keyId": "{id}"},
    "aws:lb/loadBalancer:LoadBalancer": {
        "arnSuffix": "app/{name}/0123456789abcdef",
        "dnsName": "{name}.{region}.elb.amazonaws.com",
        "zoneId": "ZELB",
    },
    "aws:lb/targetGroup:TargetGroup": {"arnSuffix": "targetgroup/{name}/0123456789abcdef"},
    "aws:opensearch/domain:Domain": {
        "endpoint": "vpc-{name}.{region}.es.amazonaws.com",
        "domainId": "{account}/{name}",
    },
    "aws:rds/cluster:Cluster": {
        "clusterResourceId": "cluster-{name}",
        "endpoint": "{name}.cluster.rds.amazonaws.com",
        "readerEndpoint": "{name}.cluster-ro.rds.amazonaws.com",
        "masterUserSecrets": _master_user_secrets,
        "port": 5432,
    },
    "aws:rds/instance:Instance": {
        "resourceId": "db-{name}",
        "address": "{name}.rds.amazonaws.com",
        "endpoint": _with_port("rds", 5432),
        "masterUserSecrets": _master_user_secrets,
        "port": 5432,
    },
    "aws:rds/proxy:Proxy": {"endpoint": "{name}.proxy.rds.amazonaws.com"},
    "aws:route53/record:Record": {"fqdn": "{name}"},
    "aws:route53/zone:Zone": {"zoneId": "{id}", "nameServers": ["ns-1.awsdns.com"]},
    "aws:s3/bucket:Bucket": {
        "bucketDomainName": "{name}.s3.amazonaws.com",
        "bucketRegionalDomainName": "{name}.s3.{region}.amazonaws.com",
        "hostedZoneId": "ZS3",
    },
    "aws:cognito/userPool:UserPool": {
        "endpoint": "cognito-idp.{region}.amazonaws.com/{id}",
    },
    "aws:cognito/userPoolClient:UserPoolClient": {"clientSecret": "made-by-cognito"},
    "aws:secretsmanager/secretVersion:SecretVersion": {"versionId": "00000000-0000"},
    "aws:sqs/queue:Queue": {"url": "https://sqs.{region}.amazonaws.com/{account}/{name}"},
    "aws:ssm/parameter:Parameter": {"version": 1},
    "docker:index/remoteImage:RemoteImage": {
        "imageId": "sha256:{name}",
        "repoDigest": "{name}@sha256:0",
    },
}


def filled(value: Any, registration: Registration, facts: Mapping[str, str]) -> Any:
    """Returns a value of the table for one resource: texts are completed, functions are called."""
    if callable(value):
        return value(registration)
    if isinstance(value, str):
        return value.format_map(facts)
    if isinstance(value, list):
        return [filled(item, registration, facts) for item in value]
    if isinstance(value, dict):
        return {key: filled(item, registration, facts) for key, item in value.items()}
    return value
