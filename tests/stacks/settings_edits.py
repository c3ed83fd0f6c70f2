"""Edits of an environment's settings in a year: sizes, periods, zones, versions, switches."""

from tests.stacks import example
from tests.stacks.edit import Edit, Group

_STAFF = {
    "issuer": "https://staff.example.com/",
    "jwks_endpoint": "https://staff.example.com/keys",
    "audience": None,
}
DATA: Group = {
    "a bigger instance class": Edit(
        {"database.instance_class": "db.t3.large"},
        lines="""
            ~ rds.Instance database* instanceClass
            ~ cloudwatch.MetricAlarm alarms-database-connections *
        """,
    ),
    "more storage": Edit(
        {"database.storage_gib": 50},
        lines="""
            ~ rds.Instance database allocatedStorage
            ~ cloudwatch.MetricAlarm alarms-database-storage *
            ~ cloudwatch.CompositeAlarm alarms-page alarmDescription
        """,
    ),
    "a higher storage limit": Edit(
        {"database.storage_max_gib": 200}, lines="~ rds.Instance database* maxAllocatedStorage"
    ),
    "a standby in another zone": Edit(
        {"database.multi_az": True}, lines="~ rds.Instance database multiAz"
    ),
    "a pinned minor version": Edit(
        {"database.engine_version": "16.9"},
        lines="""
            ~ rds.Instance database engineVersion
            ~ rds.Instance database* autoMinorVersionUpgrade
        """,
    ),
    "longer backups": Edit(
        {"retention.backups_days": 14},
        lines="""
            ~ rds.Instance database backupRetentionPeriod
            ~ backup.Plan backup-database rules.lifecycle
        """,
    ),
    "parameters of PostgreSQL": Edit(
        {"database.parameters": {"work_mem": 65536, "max_connections": 150}},
        lines="""
            ~ rds.ParameterGroup database-postgres16 parameters
            ~ cloudwatch.MetricAlarm alarms-database-connections* threshold
        """,
    ),
    "longer logs": Edit(
        {"retention.logs_days": 90},
        lines="""
            ~ cloudwatch.LogGroup * retentionInDays
            ~ s3.BucketLifecycleConfiguration logs rules.*
        """,
    ),
    "older versions of objects": Edit(
        {"retention.object_versions_days": 90},
        lines="~ s3.BucketLifecycleConfiguration uploads rules.noncurrentVersionExpiration",
    ),
    "more images": Edit(
        {"retention.images": 80}, lines="± ecr.LifecyclePolicy registry-* policy.rules"
    ),
    "snapshots of the cache": Edit(
        {"retention.snapshots_days": 3},
        lines="~ elasticache.ReplicationGroup cache snapshotRetentionLimit",
    ),
    "a bigger cache": Edit(
        {"cache.node_type": "cache.r5.large"}, lines="~ elasticache.ReplicationGroup cache nodeType"
    ),
    "replicas of the cache over zones": Edit(
        {"cache.replicas": 2, "cache.multi_az": True},
        lines="""
            ~ elasticache.ReplicationGroup cache numCacheClusters
            ~ elasticache.ReplicationGroup cache automaticFailoverEnabled
            ~ elasticache.ReplicationGroup cache multiAzEnabled
            ~ cloudwatch.MetricAlarm alarms-cache-* metricQueries*
            + cloudwatch.MetricAlarm alarms-cache-lag
        """,
    ),
}
SERVERS: Group = {
    "an Aurora server": Edit(
        {
            "database_servers.books": {
                "aurora": {"min_acus": 1, "max_acus": 8},
                "multi_az": False,
                "read_replicas": 0,
            }
        },
        lines="""
            + * books-*
            + cloudwatch.MetricAlarm alarms-*--books-database*
            + cloudwatch.CompositeAlarm alarms-page--books-database
            + cloudwatch.EventRule events-aurora-event
            + cloudwatch.EventTarget events-aurora-event
            ~ cloudwatch.EventRule events-database-event eventPattern*
            ~ iam.RolePolicy backup-database policy*
            ± backup.Selection backup-database resources
        """,
    ),
    "a cache of its own": Edit(
        {"caches.sessions": {"node_type": "cache.t3.small"}},
        lines="""
            + * sessions-cache*
            + cloudwatch.MetricAlarm alarms-cache-*--sessions-cache
        """,
    ),
    "a serverless cache": Edit(
        {"caches.scores": {"serverless": {"max_gb": 5, "max_ecpu_per_second": 5000}}},
        lines="""
            + * scores-cache*
            + cloudwatch.MetricAlarm alarms-serverless-cache-*--scores-cache
        """,
    ),
    "a server of MySQL": Edit(
        {"database_servers.press": {"engine": "mysql", "engine_version": "8.4"}},
        lines="""
            + * press-*
            + cloudwatch.MetricAlarm alarms-*--press-database*
            + cloudwatch.CompositeAlarm alarms-page--press-database
            ~ cloudwatch.EventRule events-database-event eventPattern*
            ~ backup.RestoreTestingSelection backup-test protectedResourceArns
            ~ iam.RolePolicy backup-database policy*
        """,
    ),
    "a database server of its own": Edit(
        {"database_servers.ledger": {"instance_class": "db.t3.medium"}},
        lines="""
            + * ledger-*
            + cloudwatch.MetricAlarm alarms-*--ledger-database*
            + cloudwatch.CompositeAlarm alarms-page--ledger-database
            ~ cloudwatch.EventRule events-database-event eventPattern*
            ~ backup.RestoreTestingSelection backup-test protectedResourceArns
            ~ iam.RolePolicy backup-database policy*
        """,
    ),
}

_OTHERS = "arn:aws:acm:{}:111122223333:certificate/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
# One server more would leave no room for two caches.
GIVEN_SERVERS: Group = {
    "a database server that exists": Edit(
        {
            "existing.database_servers": {
                "results": {
                    "identifier": "results",
                    "engine_version": "16",
                    "address": "results.c0a1b2c3d4e5.eu-central-1.rds.amazonaws.com",
                    "security_group": "sg-0a1b2c3d4e5f60718",
                    "master_secret": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:"
                    "rds!db-1a2b3c4d-a1B2c3",
                    "multi_az": True,
                }
            }
        },
        lines="""
            + * results-*
            + cloudwatch.MetricAlarm alarms-*--results-database*
            + cloudwatch.CompositeAlarm alarms-page--results-database
            ~ cloudwatch.EventRule events-database-event eventPattern*
        """,
    ),
}
TRAFFIC: Group = {
    "certificates of another team": Edit(
        {
            "existing.certificates": {
                "load_balancer": _OTHERS.format("eu-central-1"),
                "edge": _OTHERS.format("us-east-1"),
            }
        },
        lines="""
            - acm.Certificate certificate
            - acm.Certificate certificate-us-east-1
            - acm.CertificateValidation certificate*
            - route53.Record certificate-validation
            ~ lb.Listener gateway certificateArn
            ~ cloudfront.Distribution edge viewerCertificate.acmCertificateArn
            ~ cloudwatch.MetricAlarm alarms-*certificate-expiry* dimensions*
        """,
    ),
    "a stricter TLS policy": Edit(
        {"gateway.tls_policy": "ELBSecurityPolicy-TLS13-1-3-2021-06"},
        lines="~ lb.Listener gateway sslPolicy",
    ),
    "another audience of tokens": Edit(
        {"gateway.jwt.audience": "other"},
        lines="~ lb.ListenerRule gateway-shop.api actions.jwtValidation",
    ),
    "an issuer of its own for a route, which asks for more": Edit(
        {"gateway.issuers": {"staff": _STAFF}},
        workload={
            "services.shop.routes": [
                {"hosts": ["@"], "paths": ["/"], "auth": "none"},
                {"paths": ["/api"]},
                {
                    "paths": ["/staff"],
                    "issuer": "staff",
                    "scopes": ["shop:write"],
                    "claims": {"groups": ["admins"]},
                    "allow_from": ["203.0.113.0/24", "2001:db8::/48"],
                },
            ]
        },
        lines="""
            + wafv2.IpSet firewall-shop--staff-ipv*
            + lb.TargetGroup gateway-shop.staff
            + lb.ListenerRule gateway-shop.staff
            + cloudwatch.MetricAlarm shop.staff-*
            ~ ecs.Service shop loadBalancers*
            ~ ecs.Service shop alarms.alarmNames
            ~ appautoscaling.Policy shop-scaling-requests targetTracking*
        """,
    ),
    "a longer idle timeout": Edit(
        {"gateway.idle_timeout_seconds": 90},
        lines="""
            ~ lb.LoadBalancer gateway idleTimeout
            ~ ecs.Service * serviceConnectConfiguration.services
        """,
    ),
    "capacity of the load balancer for a crowd": Edit(
        {"gateway.minimum_capacity_units": 200, "quotas.reserved_capacity_units": 200},
        lines="""
            ~ lb.LoadBalancer gateway minimumLoadBalancerCapacity*
            ~ lb.LoadBalancer gateway (customTimeouts)
        """,
    ),
    "another origin": Edit(
        {"gateway.cors.allowed_origins": ["https://example.com", "https://app.example.com"]},
        lines="""
            ~ cloudfront.ResponseHeadersPolicy edge-headers corsConfig.accessControlAllowOrigins
            ~ s3.BucketCorsConfiguration uploads corsRules.allowedOrigins
        """,
    ),
    "CloudFront in more places": Edit(
        {"edge.price_class": "PriceClass_All"}, lines="~ cloudfront.Distribution edge priceClass"
    ),
    "one price a month for the edge": Edit(
        {"edge.plan": "business"}, lines="+ pricingplanmanager.Subscription edge-plan"
    ),
    "answers that the edge keeps": Edit(
        {"edge.cache_seconds": {"/assets": 31_536_000}},
        lines="""
            + cloudfront.CachePolicy edge-kept-31536000
            ~ cloudfront.Distribution edge orderedCacheBehaviors
        """,
    ),
    "headers of every answer": Edit(
        {
            "edge.content_security_policy": "default-src 'self'",
            "edge.response_headers": {"Permissions-Policy": "camera=()"},
        },
        lines="""
            ~ cloudfront.ResponseHeadersPolicy edge-headers customHeadersConfig*
            ~ cloudfront.ResponseHeadersPolicy edge-headers securityHeadersConfig*
        """,
    ),
    "countries that are answered": Edit(
        {"edge.countries": {"allow": ["FI", "US"]}},
        lines="""
            ~ cloudfront.Distribution edge restrictions.geoRestriction*
            + route53.HealthCheck dns-apex.near
            - route53.HealthCheck dns-apex
            ~ cloudwatch.MetricAlarm alarms-* *
        """,
    ),
    "one more firewall group": Edit(
        {"waf.managed_groups": ["AWSManagedRulesCommonRuleSet", "AWSManagedRulesSQLiRuleSet"]},
        lines="~ wafv2.WebAcl firewall rules",
    ),
    "an interface endpoint": Edit(
        {"network.interface_endpoints": ["ecr.api"]},
        lines="""
            + ec2.SecurityGroup network-endpoint
            + ec2.VpcEndpoint network-endpoint-ecr.api
            + vpc.SecurityGroupIngressRule network-endpoint-from-vpc
        """,
    ),
}

TASKS: Group = {
    "a new version of an image": Edit(
        {"images.shop": "1.1.0"},
        lines="""
            ± ecs.TaskDefinition shop containerDefinitions.image
            ± lambda.Invocation shop-migration *
            ~ ssm.Parameter shop-migration insecureValue*
            ~ ecs.Service shop taskDefinition
        """,
    ),
    "a bigger size of one service": Edit(
        {"sizes.prices": {"cpu": 1024, "memory_mib": 2048}},
        lines="""
            ± ecs.TaskDefinition prices cpu
            ± ecs.TaskDefinition prices memory
            ~ ecs.Service prices taskDefinition
        """,
    ),
    "more tasks": Edit(
        {"services.tasks_min": 3, "services.tasks_max": 8},
        lines="~ appautoscaling.Target * m*Capacity",
    ),
    "half of the tasks on Spot": Edit(
        {"services.spot_percent": 50}, lines="~ ecs.Service * capacityProviderStrategies*"
    ),
}

ZONES: Group = {
    "one more zone": Edit(
        {"network.zones": ["a", "b", "c"]},
        lines="""
            + ec2.Subnet network-*-c
            + ec2.Route* network-*-c
            ~ ec2.VpcEndpoint network-endpoint-* routeTableIds
            ~ rds.SubnetGroup database subnetIds
            ~ elasticache.SubnetGroup cache subnetIds
            ~ lb.LoadBalancer gateway subnets
            ~ ecs.Service * networkConfiguration.subnets
            ~ scheduler.Schedule report target.ecsParameters
            ~ lambda.Function task-runner environment.variables
        """,
    ),
}

STEPS: Group = {
    "a NAT gateway in each zone": Edit(
        {"network.nat": "per_zone"},
        start={"database.read_replicas": 1},
        lines="""
            + ec2.Eip network-nat-b
            + ec2.NatGateway network-nat-b
            ~ cloudwatch.MetricAlarm alarms-nat-ports metricQueries*
            ~ ec2.Route network-nat-b natGatewayId
        """,
    ),
    "redis becomes valkey": Edit(
        {"cache.engine": "valkey", "cache.engine_version": "8.1"},
        lines="""
            + elasticache.ParameterGroup cache-valkey8
            - elasticache.ParameterGroup cache-redis7
            ~ elasticache.ReplicationGroup cache engine
            ~ elasticache.ReplicationGroup cache engineVersion
            ~ elasticache.ReplicationGroup cache parameterGroupName
        """,
    ),
    "a new major version": Edit(
        {"database.engine_version": "17", "database.major_upgrade": True},
        lines="""
            + rds.ParameterGroup database-*postgres17
            - rds.ParameterGroup database-*postgres16
            ~ rds.Instance database engineVersion
            ~ rds.Instance database allowMajorVersionUpgrade
            ~ rds.Instance database* parameterGroupName
        """,
    ),
    "copies in another region": Edit(
        {"recovery_region": "eu-west-1"},
        lines="""
            + kms.* key-recovery
            + s3.Bucket* uploads-replica
            + s3.Bucket* logs-recovery
            + iam.Role* uploads-replica
            + rds.InstanceAutomatedBackupsReplication database-recovery
            + backup.Vault* backup-recovery
            ~ backup.Plan backup-database rules.copyActions
            ~ iam.RolePolicy backup-database policy.Statement
            ~ secretsmanager.Secret card-key replicas
            ~ route53.Zone zone enableAcceleratedRecovery
        """,
    ),
}

LATER_STEPS: Group = {
    "one NAT gateway over the zones": Edit(
        {"network.nat": "regional"},
        start={"network.nat": "per_zone", "recovery_region": "eu-west-1"},
        lines="""
            - ec2.NatGateway network-nat-b
            ± ec2.NatGateway network-nat-a *
            ~ cloudwatch.MetricAlarm alarms-nat-ports metricQueries*
            ~ ec2.Route network-nat-* natGatewayId
        """,
    ),
    "longer backups, copied as well": Edit(
        {"retention.backups_days": 14},
        lines="""
            ~ rds.Instance database backupRetentionPeriod
            ± rds.InstanceAutomatedBackupsReplication database-recovery retentionPeriod
            ~ backup.Plan backup-database rules.copyActions
            ~ backup.Plan backup-database rules.lifecycle
        """,
    ),
}

_ANOTHER_HOST = """
    ± ecs.TaskDefinition * containerDefinitions.environment
    ± lambda.Invocation shop-migration *
    ~ ssm.Parameter shop-migration insecureValue*
    ~ ecs.Service shop taskDefinition
    ~ scheduler.Schedule report target
"""
_ANOTHER_STRATEGY = """
    ~ ecs.Service * deploymentConfiguration.*
    ~ ecs.Service * (customTimeouts)
    ~ ecs.Service shop loadBalancers.advancedConfiguration
    ~ cloudwatch.MetricAlarm shop.* metricQueries*
    ~ cloudwatch.MetricAlarm alarms-service-*--shop metricQueries*
    ~ appautoscaling.Policy shop-scaling-requests targetTracking*
"""
SWITCHES: Group = {
    "a proxy": Edit(
        {"database.proxy": {}},
        lines=f"""
            + rds.Proxy* database-proxy
            + ec2.SecurityGroup database-proxy
            + iam.Role* database-proxy
            + cloudwatch.LogGroup database-proxy
            + vpc.SecurityGroup*Rule database-instance-from-database-proxy
            + vpc.SecurityGroup*Rule database-proxy-from-*
            - vpc.SecurityGroup*Rule database-from-*
            + cloudwatch.MetricAlarm alarms-proxy-*
            {_ANOTHER_HOST}
        """,
        back=f"""
            - rds.Proxy* database-proxy
            - ec2.SecurityGroup database-proxy
            - iam.Role* database-proxy
            - cloudwatch.LogGroup database-proxy
            - vpc.SecurityGroup*Rule database-instance-from-database-proxy
            - vpc.SecurityGroup*Rule database-proxy-from-*
            + vpc.SecurityGroup*Rule database-from-*
            - cloudwatch.MetricAlarm alarms-proxy-*
            {_ANOTHER_HOST}
        """,
    ),
    "another image for the database setup": Edit(
        {"database.setup_image": example.MIRROR},
        lines="""
            ± ecs.TaskDefinition database-setup containerDefinitions.image
            ± lambda.Invocation database-setup *
            ~ ssm.Parameter database-setup insecureValue*
            + iam.RolePolicy database-setup-pull
        """,
        back="""
            ± ecs.TaskDefinition database-setup containerDefinitions.image
            ± lambda.Invocation database-setup *
            ~ ssm.Parameter database-setup insecureValue*
            - iam.RolePolicy database-setup-pull
        """,
    ),
    "a second read replica": Edit(
        {"database.read_replicas": 2},
        lines="""
            + rds.Instance database-replica-2
            + cloudwatch.MetricAlarm alarms-replica-lag--replica-2
            ~ cloudwatch.EventRule events-database-event eventPattern*
            + cloudwatch.LogGroup database-replica-2-*
        """,
        back="""
            - rds.Instance database-replica-2
            - cloudwatch.MetricAlarm alarms-replica-lag--replica-2
            ~ cloudwatch.EventRule events-database-event eventPattern*
            - cloudwatch.LogGroup database-replica-2-*
        """,
    ),
    "blue/green instead of rolling": Edit(
        {"services.deployment": "blue_green", "services.bake_minutes": 10},
        lines=f"""
            + lb.Listener gateway-test
            + lb.ListenerRule gateway-shop.*.test
            + lb.ListenerRule gateway-test-*
            + lb.TargetGroup gateway-shop.*.alternate
            + vpc.SecurityGroupIngressRule gateway-test
            ~ lb.ListenerRule gateway-shop.* (ignoreChanges)
            {_ANOTHER_STRATEGY}
        """,
        back=f"""
            - lb.Listener gateway-test
            - lb.ListenerRule gateway-shop.*.test
            - lb.ListenerRule gateway-test-*
            - lb.TargetGroup gateway-shop.*.alternate
            - vpc.SecurityGroupIngressRule gateway-test
            ~ lb.ListenerRule gateway-shop.* *
            {_ANOTHER_STRATEGY}
        """,
    ),
}

_PROTECTION = """
    ~ * (protect)
    ~ kms.Key * deletionWindowInDays
    ~ secretsmanager.Secret * recoveryWindowInDays
    ~ s3.Bucket * forceDestroy
    ~ ecr.Repository * forceDelete
    ~ lb.LoadBalancer gateway enableDeletionProtection
    ~ rds.Instance database deletionProtection
    ~ rds.Instance database deleteAutomatedBackups
    ~ rds.Instance database skipFinalSnapshot
    ~ elasticache.ReplicationGroup cache finalSnapshotIdentifier
"""
PROTECTION: Group = {
    "protection off": Edit(
        {"protect": False, "backup.vault": True},
        start={"backup.vault": True},
        lines=f"{_PROTECTION} ~ backup.Vault backup forceDestroy",
        back=f"{_PROTECTION} ~ backup.Vault backup forceDestroy",
    ),
}

BACKUP: Group = {
    "the vault goes, and the tags": Edit(
        {"backup.vault": False},
        start={"protect": False, "backup.vault": True},
        lines="""
            - backup.Plan backup-database
            - backup.RestoreTesting* backup-test
            - backup.Selection backup-database
            - backup.Vault backup
            - backup.VaultLockConfiguration backup
            - iam.Role* backup*
            ~ rds.Instance database tags
        """,
    ),
}

LOCK: Group = {
    "a lock that nobody can end": Edit(
        {"backup.lock": "compliance"},
        lines="± backup.VaultLockConfiguration backup changeableForDays",
    ),
    "copies of buckets": Edit(
        {"backup.buckets": True},
        lines="""
            + backup.Plan backup-buckets
            + backup.Selection backup-buckets
            + iam.RolePolicy backup-buckets
            ~ s3.Bucket uploads tags
        """,
    ),
    "tests of restoring each month": Edit(
        {"backup.restore_test": "monthly"},
        lines="~ backup.RestoreTestingPlan backup-test scheduleExpression",
    ),
}

NO_WAY_OUT: Group = {
    "no way out but endpoints": Edit(
        {"network.nat": "none", "network.interface_endpoints": "by_price"},
        start={"database.setup_image": example.MIRROR},
        lines="""
            + ec2.SecurityGroup network-endpoint
            + ec2.VpcEndpoint network-endpoint-*
            + vpc.SecurityGroupIngressRule network-endpoint-from-vpc
            - ec2.Route network-nat-*
            - ec2.NatGateway network-nat-a
            - ec2.Eip network-nat-a (protected)
            - cloudwatch.MetricAlarm alarms-nat-ports
        """,
    ),
}

_ONE_ZONE = {"network.zones": ["a"], "cache.replicas": 0}
SECOND_ZONE: Group = {
    "a second zone": Edit(
        {"network.zones": ["a", "b"]},
        start=_ONE_ZONE,
        lines="""
            + ec2.Route network-nat-b
            ~ elasticache.SubnetGroup cache subnetIds
            ~ rds.Instance database (ignoreChanges)
            ~ rds.Instance database availabilityZone
            ~ rds.Instance database-replica-1 (ignoreChanges)
            ~ rds.Instance database-replica-1 availabilityZone
            ~ ecs.Service * networkConfiguration.subnets
            ~ scheduler.Schedule report target.ecsParameters
            ~ lambda.Function task-runner environment.variables
        """,
    ),
}

PUBLIC_TASKS: Group = {
    "tasks with public addresses instead of a gateway": Edit(
        {"network.nat": "public_tasks"},
        lines="""
            ~ ecs.Service * networkConfiguration.*
            ~ scheduler.Schedule report target.ecsParameters
            ~ lambda.Function task-runner environment.variables
            ~ ec2.VpcEndpoint network-endpoint-* routeTableIds
            - ec2.Route network-nat-*
            - ec2.NatGateway network-nat-a
            - ec2.Eip network-nat-a (protected)
            - cloudwatch.MetricAlarm alarms-nat-ports
        """,
    ),
}

NAT_INSTANCE: Group = {
    "an instance instead of a gateway": Edit(
        {"network.nat": "instance"},
        lines="""
            + ec2.SecurityGroup network-nat-instance
            + vpc.SecurityGroup* network-nat-instance-*
            + ec2.NetworkInterface network-nat-instance-a
            + ec2.Eip network-nat-instance-a
            + ec2.LaunchTemplate network-nat-instance-a
            + autoscaling.Group network-nat-instance-a
            + cloudwatch.MetricAlarm alarms-nat-instance-*
            ~ ec2.Route network-nat-* natGatewayId
            ~ ec2.Route network-nat-* networkInterfaceId
            - ec2.NatGateway network-nat-a
            - ec2.Eip network-nat-a (protected)
            - cloudwatch.MetricAlarm alarms-nat-ports
        """,
    ),
}

LARGER_NAT_INSTANCE: Group = {
    # Neither the interface nor the address changes, so routes stay.
    "a larger instance, renewed each week, in each zone": Edit(
        {
            "network.nat_instance": {
                "instance_type": "t4g.small",
                "renew_days": 7,
                "each_zone": True,
            }
        },
        start={"network.nat": "instance"},
        lines="""
            ~ ec2.LaunchTemplate network-nat-instance-a instanceType
            ~ autoscaling.Group network-nat-instance-a maxInstanceLifetime
            + ec2.NetworkInterface network-nat-instance-b
            + ec2.Eip network-nat-instance-b
            + ec2.LaunchTemplate network-nat-instance-b
            + autoscaling.Group network-nat-instance-b
            ~ ec2.Route network-nat-b networkInterfaceId
            ~ cloudwatch.MetricAlarm alarms-nat-instance-* metricQueries*
            ~ cloudwatch.MetricAlarm alarms-nat-instance-bandwidth threshold
            ~ cloudwatch.MetricAlarm alarms-nat-instance-bandwidth alarmDescription
        """,
    ),
}

NO_EDGE: Group = {
    "no edge": Edit(
        {"edge": None},
        lines="""
            ± lb.LoadBalancer gateway * (protected)
            ± lb.Listener gateway *
            ± lb.ListenerRule gateway-* *
            ± lb.TargetGroup gateway-* name
            + lb.Listener gateway-redirect
            + vpc.SecurityGroupIngressRule gateway-http*
            - vpc.SecurityGroupIngressRule gateway-cloudfront
            ~ ecs.Service shop loadBalancers.targetGroupArn
            ~ cloudwatch.MetricAlarm shop.* metricQueries.metric
            ~ appautoscaling.Policy shop-scaling-requests targetTracking*
            - cloudfront.* edge*
            - cloudwatch.LogDelivery* edge-logs
            - acm.Certificate* certificate-us-east-1
            ± wafv2.WebAcl* firewall *
            ± cloudwatch.Log* firewall *
            + wafv2.WebAclAssociation firewall-load-balancer
            + cloudwatch.MetricAlarm alarms-firewall-surge
            - cloudwatch.MetricAlarm alarms-edge-*
            ~ cloudwatch.MetricAlarm alarms-gateway-errors *Actions
            ~ cloudwatch.MetricAlarm alarms-* *imensions*
            ~ cloudwatch.MetricAlarm alarms-* metricQueries*
            - sns.Topic people-edge-critical
            - sns.Topic people-edge-warning
            - sns.TopicPolicy people-edge-*
            - kms.Alias key-edge
            - kms.Key key-edge (protected)
            ~ route53.Record dns-apex aliases.*
            - route53.Record dns-apex.aaaa
        """,
    ),
}

BALANCERS: Group = {
    # The example's one service with routes stays where it is, and nothing of it changes.
    "a second load balancer": Edit(
        {"gateway.load_balancers": 2},
        lines="""
            + lb.LoadBalancer gateway-2
            + lb.Listener gateway-2
            + lb.ListenerRule gateway-2-preflight
            + lb.ListenerRule gateway-2-refusal
            + ec2.SecurityGroup gateway-2
            + vpc.SecurityGroup* gateway-2-*
            + cloudwatch.* alarms-*--gateway-2
            + cloudfront.VpcOrigin edge-origin-2
            + cloudfront.Function edge-choice
            ~ cloudfront.Distribution edge defaultCacheBehavior.functionAssociations
            ~ cloudfront.Distribution edge origins
        """,
    ),
}

CERTIFICATES: Group = {
    # Nothing of the other load balancer and its services changes.
    "clients with a certificate": Edit(
        {
            "gateway.mtls": {
                "authorities": "certs/partners.pem",
                "revocation_lists": {"partners": "certs/partners-revoked.pem"},
            }
        },
        workload={
            "services.banks": {
                "image": "banks:1.0.0",
                "port": 8080,
                "routes": [{"hosts": ["banks"], "auth": "mtls"}],
            }
        },
        lines="""
            + lb.* mtls-gateway*
            + s3.* mtls-gateway-trust*
            + ec2.SecurityGroup mtls-gateway
            + vpc.SecurityGroup* mtls-gateway-*
            + cloudwatch.* alarms-*--mtls-gateway
            + route53.Record dns-banks
            + * *banks*
        """,
    ),
}

PRIVATE: Group = {
    # Nothing of the other load balancer and its services changes.
    "services inside the network": Edit(
        {"gateway.private": {"allow_from": ["10.0.0.0/8"]}},
        workload={
            "services.books": {
                "image": "books:1.0.0",
                "port": 8080,
                "private": True,
                "routes": [{"hosts": ["books"]}],
            }
        },
        lines="""
            + lb.* private-gateway*
            + ec2.SecurityGroup private-gateway
            + vpc.SecurityGroup* private-gateway-*
            + cloudwatch.* alarms-*--private-gateway
            + acm.Certificate* private-gateway-certificate
            + route53.Record private-gateway-certificate-validation
            + route53.Zone private-gateway-zone
            + route53.Record private-gateway-dns-books
            + * *books*
        """,
    ),
}

DOMAINS: Group = {
    "a further domain, and one that leads on": Edit(
        {
            "domains": {
                "germany": {"name": "example.de"},
                "old": {"name": "old.example.com"},
            }
        },
        workload={
            "services.shop.routes": [
                {"hosts": ["@", "@germany"], "paths": ["/"], "auth": "none"},
                {"paths": ["/api"]},
            ],
            "redirects": {"@old": "@"},
        },
        lines="""
            + route53.Zone zone.germany
            + acm.Certificate* certificate.*
            + lb.ListenerCertificate gateway.*
            + route53.Record certificate.*-validation
            + route53.Record dns.germany-apex*
            + route53.Record dns.old-apex*
            + route53.HealthCheck dns.germany-apex
            + lb.ListenerRule gateway-redirect-apex.at.old
            + cloudwatch.* alarms-certificate-expiry--certificate.*
            ± acm.Certificate certificate-us-east-1 subjectAlternativeNames
            ± acm.CertificateValidation certificate-us-east-1 *
            ~ lb.ListenerRule gateway-shop.* conditions*
            ~ cloudfront.Distribution edge aliases
            ~ cloudfront.Distribution edge viewerCertificate*
            ~ cloudwatch.MetricAlarm alarms-edge-certificate-expiry--edge dimensions*
        """,
    ),
}

_GIVEN = {
    "load_balancer": _OTHERS.format("eu-central-1"),
    "edge": _OTHERS.format("us-east-1"),
    "domains": {"germany": _OTHERS.format("eu-central-1")[:-1] + "a"},
}
GIVEN_DOMAINS: Group = {
    "a further domain with the certificate of another team": Edit(
        {"domains": {"germany": {"name": "germany.example.com"}}, "existing.certificates": _GIVEN},
        workload={"redirects": {"@germany": "@"}},
        start={"existing.certificates": {**_GIVEN, "domains": {}}},
        lines="""
            + lb.ListenerCertificate gateway.germany
            + lb.ListenerRule gateway-redirect-apex.at.germany
            + route53.Record dns.germany-apex*
            + cloudwatch.* alarms-certificate-expiry--certificate.germany
            ~ cloudfront.Distribution edge aliases
        """,
    ),
}

ENCRYPTION: Group = {
    # The load balancer, its target groups and what nobody calls stay as they are.
    "encrypted calls": Edit(
        {"encrypted_calls": {"until": "2036-11-30"}},
        lines="""
            + acmpca.* call-authority
            + iam.Role* call-authority
            + vpc.SecurityGroup* prices.calls-from-*
            - vpc.SecurityGroup* prices-from-*
            ~ ecs.Service prices serviceConnectConfiguration.services
            ± ecs.TaskDefinition shop containerDefinitions.dockerLabels
            ~ ecs.Service shop taskDefinition
            ~ ssm.Parameter shop-migration insecureValue
            ± lambda.Invocation shop-migration *
            + cloudwatch.Event* events-call-certificates
        """,
    ),
}

_BOOKS = {"multi_az": False, "read_replicas": 0}
AURORA_SIZES: Group = {
    "Aurora's instances of a class in place of ACUs": Edit(
        {
            "database_servers.books": {
                **_BOOKS,
                "aurora": {"instance_class": "db.r7g.large", "storage": "io-optimized"},
            }
        },
        start={"database_servers.books": {**_BOOKS, "aurora": {"min_acus": 1, "max_acus": 8}}},
        lines="""
            ~ rds.Cluster books-database serverlessv2ScalingConfiguration
            ~ rds.Cluster books-database storageType
            ~ rds.ClusterInstance books-database-1 instanceClass
            - cloudwatch.MetricAlarm alarms-aurora-capacity--books-database
            + cloudwatch.MetricAlarm alarms-aurora-cpu--books-database
            ~ cloudwatch.MetricAlarm alarms-aurora-connections--books-database *
        """,
    ),
}

SETTINGS_EDITS: dict[str, Group] = {
    "sizes of Aurora": AURORA_SIZES,
    "encrypted calls": ENCRYPTION,
    "more load balancers": BALANCERS,
    "further domains": DOMAINS,
    "certificates of further domains": GIVEN_DOMAINS,
    "clients with certificates": CERTIFICATES,
    "services inside the network": PRIVATE,
    "sizes and periods of data": DATA,
    "servers of databases": SERVERS,
    "servers that exist": GIVEN_SERVERS,
    "what carries traffic": TRAFFIC,
    "what runs": TASKS,
    "zones": ZONES,
    "bigger steps": STEPS,
    "later steps": LATER_STEPS,
    "switches": SWITCHES,
    "protection": PROTECTION,
    "no vault": BACKUP,
    "what a vault has": LOCK,
    "no way out": NO_WAY_OUT,
    "public tasks": PUBLIC_TASKS,
    "a NAT instance": NAT_INSTANCE,
    "a larger NAT instance": LARGER_NAT_INSTANCE,
    "a second zone": SECOND_ZONE,
    "no edge": NO_EDGE,
}
