"""Inputs that the stacks leave out and that are not compared, each with the reason."""

from collections.abc import Mapping

_WORKING = "tells the provider how to work, and reaches no resource"
_SECRET = "AWS shows no password, nor the key of a certificate"
_NETWORK = "of network and gateway load balancers"
_OTHER_WAY = "another way to say what is declared"
_COMPUTED = "AWS fills it in, as its own or by what else is declared"
_BESIDE = "what was added is reported as such, see `OWNED`"
_LOSES = "moto takes it and does not give it back"

UNCOMPARED: Mapping[str, Mapping[str, str]] = {
    "aws:acm/certificate:Certificate": {
        "of an imported certificate, or one of a private authority": (
            "certificateBody certificateChain earlyRenewalDuration"
        ),
        _SECRET: "privateKey privateKeyWo privateKeyWoVersion",
    },
    "aws:acmpca/certificateAuthority:CertificateAuthority": {
        "for those who ask what was revoked, which Service Connect does not": (
            "revocationConfiguration"
        )
    },
    "aws:appconfig/configurationProfile:ConfigurationProfile": {
        _LOSES: "kmsKeyIdentifier",
        "of documents that stand elsewhere": "retrievalRoleArn",
    },
    "aws:appautoscaling/target:Target": {_COMPUTED: "roleArn"},
    "aws:cognito/userPool:UserPool": {
        "texts of mails and messages, of which Cognito has its own": (
            "emailVerificationMessage emailVerificationSubject smsVerificationMessage"
            " verificationMessageTemplate"
        ),
        _COMPUTED: "signInPolicy",
    },
    "aws:cognito/userPoolClient:UserPoolClient": {
        _COMPUTED: (
            "authSessionValidity enablePropagateAdditionalUserContextData readAttributes"
            " writeAttributes"
        )
    },
    "aws:secretsmanager/secretVersion:SecretVersion": {
        _COMPUTED: "versionStages",
        _OTHER_WAY: "secretBinary secretStringWo secretStringWoVersion",
    },
    "aws:autoscaling/group:Group": {
        _WORKING: (
            "forceDelete forceDeleteWarmPool ignoreFailedScalingActivities minElbCapacity"
            " waitForCapacityTimeout waitForElbCapacity"
        ),
        _COMPUTED: "metricsGranularity serviceLinkedRoleArn",
        _OTHER_WAY: "vpcZoneIdentifiers",
    },
    "aws:cloudfront/originAccessControl:OriginAccessControl": {
        "a text for people, which the provider writes": "description"
    },
    "aws:cloudfront/publicKey:PublicKey": {_OTHER_WAY: "namePrefix"},
    "aws:cloudwatch/logDelivery:LogDelivery": {
        "of plain text; the logs are JSON": "fieldDelimiter"
    },
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": {
        _COMPUTED: "deliveryDestinationType"
    },
    "aws:cloudwatch/metricAlarm:MetricAlarm": {
        "of alarms on PromQL, which have their `evaluationCriteria`": "evaluationInterval"
    },
    "aws:cloudwatch/eventRule:EventRule": {_OTHER_WAY: "isEnabled namePrefix"},
    "aws:cloudwatch/eventTarget:EventTarget": {"that of its rule": "eventBusName"},
    "aws:sesv2/configurationSet:ConfigurationSet": {
        _LOSES: "deliveryOptions sendingOptions trackingOptions vdmOptions"
    },
    "aws:sesv2/emailIdentity:EmailIdentity": {_COMPUTED: "dkimSigningAttributes"},
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {_WORKING: "revokeRulesOnDelete"},
    "aws:ec2/eip:Eip": {
        "of an address given to an instance": "associateWithPrivateIp",
        "of Outposts": "customerOwnedIpv4Pool",
        "the NAT gateway that holds the address says so": "networkInterface",
    },
    "aws:ec2/launchTemplate:LaunchTemplate": {
        "its group names a version": "defaultVersion updateDefaultVersion"
    },
    "aws:ec2/networkInterface:NetworkInterface": {
        "its machine changes": "attachments",
        "AWS chooses the address": (
            "ipv6AddressListEnabled privateIp privateIpListEnabled privateIpLists privateIps"
            " privateIpsCount"
        ),
    },
    "aws:ec2/natGateway:NatGateway": {
        "of a regional gateway": "availabilityZoneAddresses",
        _COMPUTED: "secondaryPrivateIpAddressCount secondaryPrivateIpAddresses",
    },
    "aws:ec2/route:Route": {"AWS shows it as a gateway's ID, which is compared": "vpcEndpointId"},
    "aws:ec2/routeTable:RouteTable": {_BESIDE: "routes"},
    "aws:ec2/securityGroup:SecurityGroup": {_BESIDE: "egress ingress"},
    "aws:ec2/vpc:Vpc": {
        "how an IPv6 range is asked for; the range itself is compared": (
            "assignGeneratedIpv6CidrBlock ipv6CidrBlockNetworkBorderGroup ipv6IpamPoolId"
            " ipv6NetmaskLength"
        )
    },
    "aws:ec2/vpcEndpoint:VpcEndpoint": {
        _WORKING: "autoAccept",
        _LOSES: "dnsOptions",
        "gateways have no names, and moto gives them some": "privateDnsEnabled",
        _OTHER_WAY: "subnetConfigurations",
    },
    "aws:elasticache/replicationGroup:ReplicationGroup": {
        _SECRET: "authTokenWo authTokenWoVersion",
        _OTHER_WAY: "nodeGroupConfigurations preferredCacheClusterAzs",
    },
    "aws:elasticache/user:User": {_SECRET: "passwordsWo passwordsWoVersion"},
    "aws:iam/role:Role": {_BESIDE: "inlinePolicies managedPolicyArns"},
    "aws:kms/key:Key": {_WORKING: "bypassPolicyLockoutSafetyCheck"},
    "aws:lambda/function:Function": {
        "the code is compared by its hash": (
            "codeSha256 imageUri s3Bucket s3Key s3ObjectVersion sourceCodeHash sourceKmsKeyArn"
        ),
        "moto has no signing of code": "codeSigningConfigArn",
        _WORKING: (
            "publish publishTo replaceSecurityGroupsOnDestroy replacementSecurityGroupIds"
            " skipDestroy useResourceTimeoutForPropagation"
        ),
    },
    "aws:lb/listener:Listener": {
        "names of headers, which moto does not keep": (
            "routingHttpRequestXAmznMtlsClientcertHeaderName"
            " routingHttpRequestXAmznMtlsClientcertIssuerHeaderName"
            " routingHttpRequestXAmznMtlsClientcertLeafHeaderName"
            " routingHttpRequestXAmznMtlsClientcertSerialNumberHeaderName"
            " routingHttpRequestXAmznMtlsClientcertSubjectHeaderName"
            " routingHttpRequestXAmznMtlsClientcertValidityHeaderName"
            " routingHttpRequestXAmznTlsCipherSuiteHeaderName"
            " routingHttpRequestXAmznTlsVersionHeaderName"
        ),
        _NETWORK: "tcpIdleTimeoutSeconds",
    },
    "aws:lb/loadBalancer:LoadBalancer": {
        _NETWORK: (
            "dnsRecordClientRoutingPolicy enableCrossZoneLoadBalancing enablePrefixForIpv6SourceNat"
            " enforceSecurityGroupInboundRulesOnPrivateLinkTraffic"
            " secondaryIpsAutoAssignedPerSubnet"
        ),
        "moto has no reserved capacity and no pools": "ipamPools minimumLoadBalancerCapacity",
        _OTHER_WAY: "subnetMappings",
    },
    "aws:lb/targetGroup:TargetGroup": {
        _NETWORK: "connectionTermination preserveClientIp proxyProtocolV2 targetFailovers"
        " targetHealthStates",
        "of functions as targets": "lambdaMultiValueHeadersEnabled",
        _LOSES: "loadBalancingCrossZoneEnabled targetGroupHealth",
    },
    "aws:opensearch/domain:Domain": {
        "moto does not have it": (
            "aimlOptions deploymentStrategyOptions identityCenterOptions ipAddressType"
        ),
        _COMPUTED: "autoTuneOptions",
    },
    "aws:rds/cluster:Cluster": {
        "of other engines, and of clusters that are not Aurora": (
            "allocatedStorage autoMinorVersionUpgrade backtrackWindow caCertificateIdentifier"
            " dbClusterInstanceClass dbInstanceParameterGroupName enableLocalWriteForwarding iops"
            " publiclyAccessible scalingConfiguration"
        ),
        "limits that a cluster had before count for no instance of a class": (
            "serverlessv2ScalingConfiguration"
        ),
        "its instances say it": "clusterMembers monitoringInterval monitoringRoleArn",
        "of global clusters and copies of others, which a cluster is from its beginning": (
            "enableGlobalWriteForwarding globalClusterIdentifier replicationSourceIdentifier"
        ),
        "moto has no domains and no roles of a cluster": "domain domainIamRoleName iamRoles",
        _SECRET: "masterPassword masterPasswordWo masterPasswordWoVersion",
        _WORKING: "s3Import warningEventCategories",
    },
    "aws:rds/clusterInstance:ClusterInstance": {
        "the cluster's": "dbParameterGroupName engineVersion preferredBackupWindow",
        _WORKING: "warningEventCategories",
    },
    "aws:rds/instance:Instance": {
        "a replica has it from its source": (
            "allocatedStorage backupWindow dbSubnetGroupName engineVersion multiAz port"
            " manageMasterUserPassword masterUserSecretKmsKeyId"
        ),
        "of a domain, whose name is compared": (
            "domainAuthSecretArn domainDnsIps domainIamRoleName domainOu"
        ),
        "of other engines": "licenseModel replicaMode",
        _SECRET: "password passwordWo passwordWoVersion",
        _WORKING: "identifierPrefix s3Import upgradeStorageConfig warningEventCategories",
    },
    "aws:route53/healthCheck:HealthCheck": {
        "of checks of other checks and of alarms; a check's kind is fixed": (
            "childHealthThreshold childHealthchecks cloudwatchAlarmName cloudwatchAlarmRegion"
            " insufficientDataHealthStatus"
        ),
        _WORKING: "triggers",
    },
    "aws:s3/bucket:Bucket": {
        "a resource of its own says it, or it is reported as added": (
            "acl corsRules grants lifecycleRules logging objectLockConfiguration policy"
            " replicationConfiguration serverSideEncryptionConfiguration versioning website"
        )
    },
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": {_WORKING: "expectedBucketOwner"},
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {_WORKING: "timeouts"},
    "aws:s3/bucketObjectv2:BucketObjectv2": {
        "buckets here take no access lists": "acl",
        "the bucket's encryption says it": "bucketKeyEnabled",
        "the content is compared by its hash": (
            "checksumAlgorithm contentBase64 etag source sourceHash"
        ),
        _WORKING: "forceDestroy overrideProvider",
    },
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": {_WORKING: "skipDestroy"},
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": {_WORKING: "token"},
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {
        _OTHER_WAY: "rule"
    },
    "aws:s3/bucketVersioning:BucketVersioning": {_OTHER_WAY: "enabled mfaDelete"},
    "aws:secretsmanager/secret:Secret": {_BESIDE: "policy"},
    "aws:secretsmanager/secretRotation:SecretRotation": {
        "of rotation by partners": (
            "externalSecretRotationMetadatas externalSecretRotationRoleArn"
        ),
        "a secret that is not rotated has lost this resource": "rotationEnabled",
    },
    "aws:sns/topic:Topic": {
        _LOSES: "maximumMessageSize",
        "a resource of its own says it": "policy",
    },
    "aws:sns/topicSubscription:TopicSubscription": {
        _WORKING: "confirmationTimeoutInMinutes endpointAutoConfirms",
        "says nothing without a filter, which is compared": "filterPolicyScope",
    },
    "aws:sqs/queue:Queue": {
        "of FIFO queues, where it is declared": "deduplicationScope fifoThroughputLimit",
        "a resource of its own says it": "policy",
        _LOSES: "redriveAllowPolicy",
        "AWS switches it off for a queue with a key, and moto does not": "sqsManagedSseEnabled",
    },
    "aws:ssm/parameter:Parameter": {
        _COMPUTED: "arn",
        "of parameters that hold secrets": "keyId value valueWo valueWoVersion",
        _WORKING: "overwrite",
    },
    "aws:wafv2/webAcl:WebAcl": {_OTHER_WAY: "ruleJson"},
}
"""Inputs that are not compared, by type and reason."""
