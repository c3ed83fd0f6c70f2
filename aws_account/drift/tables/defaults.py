"""AWS's values of inputs that a program does not give. If somebody turns a switch by hand, that is
a change, whether or not a file names the switch.

Each input of a type that a resource of the stacks leaves out stands here with the value that AWS
then shows, or in `undeclared.py` with the reason why it is not compared. Sources: the provider's
schemas and AWS's API references.
"""

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class AtDefault:
    """Value of an input that nobody gave, if AWS shows the input at all."""

    value: Any = None
    """Default value. None stands for nothing, off, zero or empty."""


UNSET = AtDefault()


def _with(named: Mapping[str, Any], unset: str = "") -> Mapping[str, AtDefault]:
    given = {name: AtDefault(value) for name, value in named.items()}
    return {**given, **dict.fromkeys(unset.split(), UNSET)}


def _unset(names: str) -> Mapping[str, AtDefault]:
    return _with({}, names)


_FULL_ACCESS = {
    "Version": "2008-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}],
}
"""Policy of an endpoint that was given none."""

# A rule for every protocol has no ports, which AWS shows as -1.
_RULE = _with(
    {"fromPort": -1, "toPort": -1}, "cidrIpv4 cidrIpv6 prefixListId referencedSecurityGroupId"
)

DEFAULTS: Mapping[str, Mapping[str, AtDefault]] = {
    "aws:acmpca/certificateAuthority:CertificateAuthority": _with({"enabled": True}),
    "aws:appconfig/configurationProfile:ConfigurationProfile": {"description": UNSET},
    "aws:appautoscaling/policy:Policy": _with(
        {"targetTrackingScalingPolicyConfiguration.disableScaleIn": False},
        "predictiveScalingPolicyConfiguration stepScalingPolicyConfiguration"
        " targetTrackingScalingPolicyConfiguration",
    ),
    "aws:appautoscaling/scheduledAction:ScheduledAction": _with(
        {"timezone": "UTC"}, "startTime endTime"
    ),
    "aws:appautoscaling/target:Target": _unset("suspendedState"),
    "aws:backup/plan:Plan": _unset("advancedBackupSettings scanSettings"),
    "aws:cognito/userGroup:UserGroup": _unset("description precedence roleArn"),
    "aws:cognito/userPool:UserPool": _unset(
        "aliasAttributes deviceConfiguration emailMfaConfiguration lambdaConfig schemas"
        " smsAuthenticationMessage smsConfiguration softwareTokenMfaConfiguration"
        " usernameAttributes webAuthnConfiguration"
    ),
    "aws:cognito/userPoolClient:UserPoolClient": _unset(
        "analyticsConfiguration callbackUrls defaultRedirectUri logoutUrls refreshTokenRotation"
    ),
    "aws:cognito/userPoolDomain:UserPoolDomain": _unset("certificateArn"),
    "aws:cloudfront/distribution:Distribution": _unset(
        "anycastIpListId cacheTagConfig connectionFunctionAssociation continuousDeploymentPolicyId"
        " defaultRootObject loggingConfig originGroups viewerMtlsConfig"
        " defaultCacheBehavior.fieldLevelEncryptionId defaultCacheBehavior.functionAssociations"
        " defaultCacheBehavior.lambdaFunctionAssociations defaultCacheBehavior.realtimeLogConfigArn"
        " orderedCacheBehaviors.fieldLevelEncryptionId orderedCacheBehaviors.functionAssociations"
        " orderedCacheBehaviors.lambdaFunctionAssociations"
        " orderedCacheBehaviors.realtimeLogConfigArn origins.customHeaders origins.originPath"
        " origins.originShield"
    ),
    "aws:cloudfront/function:Function": _unset("keyValueStoreAssociations"),
    "aws:cloudwatch/logGroup:LogGroup": _unset("deletionProtectionEnabled"),
    "aws:cloudwatch/metricAlarm:MetricAlarm": _with(
        {"actionsEnabled": True},
        "alarmActions datapointsToAlarm dimensions evaluateLowSampleCountPercentiles"
        " evaluationCriteria evaluationWindow extendedStatistic insufficientDataActions metricName"
        " metricQueries namespace okActions period statistic threshold thresholdMetricId unit"
        " warmUpConfiguration",
    ),
    "aws:autoscaling/group:Group": _with(
        {"defaultCooldown": 300, "desiredCapacity": 1, "terminationPolicies": ["Default"]},
        "availabilityZoneDistribution capacityRebalance capacityReservationSpecification context"
        " defaultInstanceWarmup desiredCapacityType instanceLifecyclePolicy launchConfiguration"
        " loadBalancers mixedInstancesPolicy placementGroup protectFromScaleIn"
        " suspendedProcesses targetGroupArns trafficSources warmPool",
    ),
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": _with(
        {"actionsEnabled": True}, "actionsSuppressor insufficientDataActions okActions"
    ),
    "aws:cloudwatch/eventRule:EventRule": _with(
        {"eventBusName": "default", "state": "ENABLED"}, "roleArn scheduleExpression"
    ),
    "aws:cloudwatch/eventTarget:EventTarget": _unset(
        "appsyncTarget batchTarget deadLetterConfig ecsTarget httpTarget input inputPath"
        " inputTransformer kinesisTarget redshiftTarget retryPolicy roleArn runCommandTargets"
        " sagemakerPipelineTarget sqsTarget"
    ),
    "aws:ec2/eip:Eip": _unset("instance"),
    "aws:ec2/launchTemplate:LaunchTemplate": _unset(
        "capacityReservationSpecification cpuOptions description disableApiStop"
        " disableApiTermination ebsOptimized enclaveOptions hibernationOptions iamInstanceProfile"
        " instanceMarketOptions instanceRequirements kernelId keyName licenseSpecifications"
        " maintenanceOptions monitoring networkPerformanceOptions placement privateDnsNameOptions"
        " ramDiskId secondaryInterfaces securityGroupNames vpcSecurityGroupIds"
    ),
    "aws:ec2/networkInterface:NetworkInterface": _unset(
        "connectionTrackingSpecification enaSrdSpecification enablePrimaryIpv6 ipv4PrefixCount"
        " ipv4Prefixes ipv6AddressCount ipv6AddressLists ipv6Addresses ipv6PrefixCount"
        " ipv6Prefixes"
    ),
    "aws:ec2/natGateway:NatGateway": _unset("secondaryAllocationIds"),
    "aws:ec2/route:Route": _unset(
        "carrierGatewayId coreNetworkArn egressOnlyGatewayId gatewayId localGatewayId natGatewayId"
        " networkInterfaceId odbNetworkArn transitGatewayId vpcPeeringConnectionId"
    ),
    "aws:ec2/routeTable:RouteTable": _unset("propagatingVgws"),
    "aws:ec2/subnet:Subnet": _with(
        {"privateDnsHostnameTypeOnLaunch": "ip-name"},
        "assignIpv6AddressOnCreation customerOwnedIpv4Pool enableDns64 enableLniAtDeviceIndex"
        " enableResourceNameDnsARecordOnLaunch enableResourceNameDnsAaaaRecordOnLaunch"
        " ipv6CidrBlock mapCustomerOwnedIpOnLaunch",
    ),
    "aws:ec2/vpc:Vpc": _with(
        {"instanceTenancy": "default", "dhcpOptionsId": "default"},
        "enableNetworkAddressUsageMetrics ipv6CidrBlock",
    ),
    "aws:ec2/vpcEndpoint:VpcEndpoint": _with(
        {"ipAddressType": "ipv4", "policy": _FULL_ACCESS},
        "routeTableIds securityGroupIds subnetIds",
    ),
    "aws:ecr/repository:Repository": _unset("imageTagMutabilityExclusionFilters"),
    "aws:ecs/service:Service": _with(
        {"deploymentController": {"type": "ECS"}, "platformVersion": "LATEST"},
        "alarms healthCheckGracePeriodSeconds loadBalancers orderedPlacementStrategies"
        " placementConstraints serviceRegistries volumeConfiguration vpcLatticeConfigurations",
    ),
    "aws:elasticache/replicationGroup:ReplicationGroup": _with(
        {"clusterMode": "disabled", "ipDiscovery": "ipv4", "numNodeGroups": 1},
        "authToken notificationTopicArn",
    ),
    "aws:elasticache/user:User": _unset("passwords"),
    "aws:iam/role:Role": _with({"maxSessionDuration": 3600}, "description permissionsBoundary"),
    "aws:kms/key:Key": _with({"isEnabled": True, "rotationPeriodInDays": 365}),
    "aws:lambda/function:Function": _with(
        {"ephemeralStorage": {"size": 512}, "reservedConcurrentExecutions": -1},
        "capacityProviderConfig deadLetterConfig durableConfig environment fileSystemConfig"
        " imageConfig kmsKeyArn layers snapStart vpcConfig",
    ),
    "aws:lb/listener:Listener": _with(
        {"mutualAuthentication": {"mode": "off"}},
        "alpnPolicy"
        " routingHttpResponseAccessControlAllowCredentialsHeaderValue"
        " routingHttpResponseAccessControlAllowHeadersHeaderValue"
        " routingHttpResponseAccessControlAllowMethodsHeaderValue"
        " routingHttpResponseAccessControlAllowOriginHeaderValue"
        " routingHttpResponseAccessControlExposeHeadersHeaderValue"
        " routingHttpResponseAccessControlMaxAgeHeaderValue"
        " routingHttpResponseContentSecurityPolicyHeaderValue",
    ),
    "aws:lb/listenerRule:ListenerRule": _unset("transforms"),
    "aws:lb/loadBalancer:LoadBalancer": _with(
        {"clientKeepAlive": 3600, "enableHttp2": True},
        "enableTlsVersionAndCipherSuiteHeaders enableWafFailOpen enableXffClientPort"
        " healthCheckLogs",
    ),
    "aws:lb/targetGroup:TargetGroup": _with(
        {
            "healthCheck.enabled": True,
            "healthCheck.port": "traffic-port",
            "stickiness": {"enabled": False},
        },
        "loadBalancingAnomalyMitigation slowStart",
    ),
    "aws:opensearch/domain:Domain": _unset(
        "advancedSecurityOptions cognitoOptions snapshotOptions"
    ),
    # The Data API, by which SQL is asked over HTTPS.
    "aws:rds/cluster:Cluster": _with({"enableHttpEndpoint": False}),
    "aws:rds/instance:Instance": _unset(
        "customerOwnedIpEnabled dedicatedLogVolume domain domainFqdn iops optionGroupName"
        " replicateSourceDb storageThroughput"
    ),
    "aws:rds/proxy:Proxy": _unset("defaultAuthScheme"),
    "aws:route53/healthCheck:HealthCheck": _unset(
        "disabled invertHealthcheck ipAddress regions searchString"
    ),
    "aws:route53/record:Record": _unset(
        "aliases cidrRoutingPolicy failoverRoutingPolicies geolocationRoutingPolicies"
        " geoproximityRoutingPolicy healthCheckId latencyRoutingPolicies"
        " multivalueAnswerRoutingPolicy records setIdentifier ttl weightedRoutingPolicies"
    ),
    # Only a private zone has VPCs, and only a public one can be recovered sooner.
    "aws:route53/zone:Zone": _with({"enableAcceleratedRecovery": False}, "vpcs"),
    "aws:s3/bucket:Bucket": _with({"requestPayer": "BucketOwner"}, "accelerationStatus"),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _with(
        {"transitionDefaultMinimumObjectSize": "all_storage_classes_128K"}
    ),
    "aws:s3/bucketNotification:BucketNotification": _unset(
        "lambdaFunctions queues topics queues.filterPrefix queues.filterSuffix"
        " topics.filterPrefix topics.filterSuffix"
    ),
    "aws:s3/bucketObjectv2:BucketObjectv2": _unset(
        "cacheControl contentDisposition contentEncoding contentLanguage metadata"
        " objectLockLegalHoldStatus objectLockMode objectLockRetainUntilDate storageClass"
        " websiteRedirect"
    ),
    "aws:s3/bucketVersioning:BucketVersioning": _unset("versioningConfiguration.mfaDelete"),
    "aws:scheduler/schedule:Schedule": _with(
        {"state": "ENABLED", "actionAfterCompletion": "NONE"}, "endDate startDate"
    ),
    "aws:secretsmanager/secret:Secret": _unset("replicas"),
    "aws:sns/topic:Topic": _unset(
        "applicationFailureFeedbackRoleArn applicationSuccessFeedbackRoleArn"
        " applicationSuccessFeedbackSampleRate archivePolicy contentBasedDeduplication"
        " deliveryPolicy displayName firehoseFailureFeedbackRoleArn firehoseSuccessFeedbackRoleArn"
        " firehoseSuccessFeedbackSampleRate httpFailureFeedbackRoleArn httpSuccessFeedbackRoleArn"
        " httpSuccessFeedbackSampleRate lambdaFailureFeedbackRoleArn lambdaSuccessFeedbackRoleArn"
        " lambdaSuccessFeedbackSampleRate sqsFailureFeedbackRoleArn sqsSuccessFeedbackRoleArn"
        " sqsSuccessFeedbackSampleRate"
    ),
    "aws:sns/topicSubscription:TopicSubscription": _with(
        {"rawMessageDelivery": False},
        "deliveryPolicy filterPolicy redrivePolicy replayPolicy subscriptionRoleArn",
    ),
    "aws:sqs/queue:Queue": _with(
        {
            "kmsDataKeyReusePeriodSeconds": 300,
            "maxMessageSize": 1048576,
            "visibilityTimeoutSeconds": 30,
        },
        "contentBasedDeduplication delaySeconds receiveWaitTimeSeconds redrivePolicy",
    ),
    "aws:ssm/parameter:Parameter": _with({"tier": "Standard"}, "allowedPattern"),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _RULE,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _RULE,
    "aws:wafv2/webAcl:WebAcl": _unset(
        "captchaConfig challengeConfig dataProtectionConfig monetizationConfig tokenDomains"
    ),
}
"""Default values that AWS shows, by type and input. A dotted path names a member of a block, or of
each block of a list, that is given without it."""


def completed(type_: str, declared: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the declared inputs, and the values that AWS shows for the others."""
    inputs = copy.deepcopy(dict(declared))
    for path, value in DEFAULTS.get(type_, {}).items():
        *blocks, name = path.split(".")
        for block in _blocks([inputs], blocks):
            if block.get(name) is None:
                block[name] = value
    return inputs


def _blocks(at: list[Any], path: list[str]) -> Iterable[dict[str, Any]]:
    """Yields the given blocks at a path. Blocks in lists come one by one."""
    for name in path:
        below = [block.get(name) for block in at]
        at = [
            item
            for value in below
            for item in (value if isinstance(value, list) else [value])
            if isinstance(item, dict)
        ]
    return at
