"""Edits of the workload in a year: what comes, what goes, and what is called otherwise."""

from tests.stacks.edit import Edit, Group
from tests.stacks.example import REMOVED

_SEARCH = {
    "engine_version": "2.19",
    "instance_type": "t3.small.search",
    "instances": 1,
    "storage_gib": 10,
    "multi_az": False,
}
ADDED: Group = {
    "a flag that a service reads": Edit(
        settings={"flags": {"new_checkout": True}},
        workload={
            "flags": {"new_checkout": {}},
            "services.prices.uses.flags": ["new_checkout"],
        },
        lines="""
            + appconfig.* flags
            + iam.RolePolicy flags-read--prices
            ± ecs.TaskDefinition prices containerDefinitions*
            ± ecs.TaskDefinition prices volumes
            ~ ecs.Service prices taskDefinition
        """,
    ),
    "a search engine": Edit(
        settings={"search": _SEARCH},
        workload={
            "search_indexes.products": {},
            "workers.mailer.uses.search_indexes": {"products": "read"},
        },
        lines="""
            + opensearch.Domain search
            + ec2.SecurityGroup search*
            + vpc.SecurityGroup*Rule search-from-clients
            + cloudwatch.LogGroup search-*
            + cloudwatch.LogResourcePolicy search
            + iam.RolePolicy search-indexes--mailer
            + cloudwatch.MetricAlarm alarms-search-*
            + cloudwatch.CompositeAlarm alarms-page--search-engine
            ± ecs.TaskDefinition mailer containerDefinitions.environment
            ~ ecs.Service mailer taskDefinition
            ~ ecs.Service mailer networkConfiguration.securityGroups
        """,
    ),
    "people who sign in, and a program that manages them": Edit(
        workload={
            "user_pools": {
                "people": {
                    "groups": ["admins"],
                    "scopes": {"api": ["read"]},
                    "clients": {
                        "web": {"flow": "code", "callbacks": ["@/signed-in"]},
                        "batch": {"flow": "client_credentials", "scopes": ["api/read"]},
                    },
                }
            },
            "services.prices.uses.user_pools": {
                "people": {"access": "manage", "client": "batch", "secret": True}
            },
        },
        lines="""
            + cognito.* user-pool-people*
            + secretsmanager.Secret* user-pool-people-batch
            + iam.RolePolicy user-pool-people-manage--prices
            + cloudwatch.MetricAlarm alarms-sign-ins-throttled--user-pool-people-web
            ~ iam.RolePolicy prices-execution policy*
            ± ecs.TaskDefinition prices containerDefinitions*
            ~ ecs.Service prices taskDefinition
        """,
    ),
    "mail, with a queue for what comes back": Edit(
        workload={
            "mail": {"senders": ["no-reply"], "bounces": "mails"},
            "workers.mailer.uses.mail": True,
        },
        lines="""
            + sesv2.* mail*
            + route53.Record mail-*
            + iam.RolePolicy mail-send--mailer
            + cloudwatch.EventRule mails-aws.ses-email-*
            + cloudwatch.EventTarget mails-aws.ses-email-*
            + cloudwatch.MetricAlarm alarms-mail-*
            ± ecs.TaskDefinition mailer containerDefinitions.environment
            ~ ecs.Service mailer taskDefinition
        """,
    ),
    "events and a partner's topic for a queue, and a topic for the partner": Edit(
        settings={
            "partners": {
                "bank": {
                    "account_id": "222233334444",
                    "topics": {"payments": "arn:aws:sns:eu-central-1:222233334444:payments"},
                }
            }
        },
        workload={
            "topics.events.partners": {"bank": "subscribe"},
            "queues.mails.partner_topics": [{"partner": "bank", "topic": "payments"}],
            "queues.mails.events": [{"source": "aws.ecs", "detail_type": "ECS Task State Change"}],
        },
        lines="""
            + sns.TopicSubscription bank.payments--mails
            + cloudwatch.EventRule mails-aws.ecs-ecs-task-state-change
            + cloudwatch.EventTarget mails-aws.ecs-ecs-task-state-change
            ~ sqs.QueuePolicy mails* policy.Statement
            ~ sns.TopicPolicy events policy.Statement*
            ~ kms.Key key policy.Statement*
        """,
    ),
    "a queue": Edit(
        workload={"queues.orders": {}},
        lines="""
            + sqs.Queue orders*
            + sqs.QueuePolicy orders*
            + sqs.RedriveAllowPolicy orders-dead-letter
            + cloudwatch.MetricAlarm alarms-dead-letter-queue--orders
        """,
    ),
    "tasks that protect themselves": Edit(
        workload={"workers.mailer.protect_tasks": True},
        lines="""
            + iam.RolePolicy mailer-protection
            ~ ecs.Service mailer (customTimeouts)
        """,
    ),
    "a topic for a queue": Edit(
        workload={
            "topics.news": {},
            "subscriptions": [{"topic": topic, "queue": "mails"} for topic in ("events", "news")],
        },
        lines="""
            + sns.Topic* news*
            ~ sqs.QueuePolicy mails* policy.Statement
        """,
    ),
    "a bucket": Edit(
        workload={"buckets.backups": {"purpose": "backups", "lock_days": 10}},
        lines="+ s3.Bucket* backups",
    ),
    "events of a bucket": Edit(
        workload={"buckets.uploads.events": [{"on": "created", "queue": "mails"}]},
        lines="""
            + s3.BucketNotification uploads
            ~ sqs.QueuePolicy mails policy.Statement
            ~ kms.Key key policy.Statement
        """,
    ),
    "other storage classes": Edit(
        workload={"buckets.uploads.storage": [{"days": 0, "storage_class": "INTELLIGENT_TIERING"}]},
        lines="~ s3.BucketLifecycleConfiguration uploads rules.transitions*",
    ),
    "a route": Edit(
        workload={
            "services.shop.routes": [
                {"hosts": ["@"], "paths": ["/"], "auth": "none"},
                {"paths": ["/api"]},
                {"hosts": ["app"], "paths": ["/help"], "auth": "none"},
            ]
        },
        lines="""
            + lb.TargetGroup gateway-shop.app-help-*
            + lb.ListenerRule gateway-shop.app-help-*
            + cloudwatch.MetricAlarm shop.app-help-*
            + route53.* dns-app*
            ~ ecs.Service shop loadBalancers*
            ~ ecs.Service shop alarms.alarmNames
            ~ appautoscaling.Policy shop-scaling-requests targetTracking*
            ~ cloudfront.Distribution edge aliases
        """,
    ),
    "an extension": Edit(
        workload={"databases.shop.extensions": ["citext", "vector"]},
        lines="""
            ± ecs.TaskDefinition database-setup containerDefinitions.environment
            ± lambda.Invocation database-setup *
            ~ ssm.Parameter database-setup insecureValue*
        """,
    ),
}

SERVICE: Group = {
    "a service": Edit(
        settings={"sizes.admin": {"scale_connections_per_task": 500}},
        workload={
            "services.admin": {
                "image": "admin:1.0.0",
                "port": 3000,
                "websocket": True,
                "routes": [{"hosts": ["admin"]}],
                "uses": {"databases": {"shop": "read"}, "cache": True},
            }
        },
        lines="""
            + * admin*
            + * *-admin
            + * *-admin.admin-root
            + route53.Record dns-admin.aaaa
            ~ cloudfront.Distribution edge aliases
            ~ cloudfront.Distribution edge orderedCacheBehaviors
            ~ elasticache.UserGroup cache-users userIds
            ± lambda.Invocation *-credentials input.create
            ± ecs.TaskDefinition database-setup containerDefinitions.*
            ± lambda.Invocation database-setup *
            ~ ssm.Parameter database-setup insecureValue*
        """,
    ),
}

CIRCLE: Group = {
    "a call back, which makes a circle": Edit(
        workload={"services.prices.uses.services": ["shop"]},
        lines="""
            + * late-calls*
            + vpc.SecurityGroup* shop-from-prices
            ± ecs.TaskDefinition prices containerDefinitions.environment
            ~ ecs.Service prices taskDefinition
        """,
    ),
}

REMOVED_PROGRAMS: Group = {
    "a service and the call to it": Edit(
        workload={"services.prices": REMOVED, "services.shop.uses.services": []},
        lines="""
            - ecr.Repository registry-prices (protected)
            - secretsmanager.Secret cache-credentials-prices
            - * prices*
            - * *-prices
            ~ elasticache.UserGroup cache-users userIds
            ± lambda.Invocation cache-credentials input.create
            ± ecs.TaskDefinition shop containerDefinitions.environment
            ± lambda.Invocation shop-migration *
            ~ ssm.Parameter shop-migration insecureValue*
            ~ ecs.Service shop taskDefinition
        """,
    ),
    "a job": Edit(
        workload={"jobs.report": REMOVED},
        lines="""
            - ecr.Repository registry-report (protected)
            - secretsmanager.Secret login-credentials-report
            - sqs.Queue report-unstarted
            - * report*
            - * *-report
            ± lambda.Invocation login-credentials input.create
            ± ecs.TaskDefinition database-setup containerDefinitions.*
            ± lambda.Invocation database-setup *
            ~ ssm.Parameter database-setup insecureValue*
        """,
    ),
}

SHOP = "services.shop"
ROUTES = [
    {"hosts": ["@"], "paths": ["/"], "auth": "none"},
    {"paths": ["/api"], "auth": "none"},
]
LESS: Group = {
    "a route without tokens": Edit(
        workload={f"{SHOP}.routes": ROUTES},
        lines="""
            + lb.ListenerRule gateway-shop.api.open
            - lb.ListenerRule gateway-shop.api
        """,
    ),
    "a login for people": Edit(
        workload={"databases.shop.people": "read"},
        lines="""
            + secretsmanager.Secret login-credentials-shop--people
            ~ ssm.Parameter database-setup insecureValue
            ± lambda.Invocation login-credentials *
            ± lambda.Invocation database-setup *
            ± ecs.TaskDefinition database-setup containerDefinitions.*
        """,
    ),
    "a service that leaves the cache": Edit(
        workload={f"{SHOP}.uses.cache": False},
        lines="""
            - secretsmanager.Secret cache-credentials-shop
            - elasticache.User cache-users-shop
            ~ elasticache.UserGroup cache-users userIds
            ~ iam.RolePolicy shop-execution policy.Statement
            ± lambda.Invocation cache-credentials input.create
            ± ecs.TaskDefinition shop containerDefinitions.*
            ± lambda.Invocation shop-migration *
            ~ ssm.Parameter shop-migration insecureValue*
            ~ ecs.Service shop taskDefinition
            ~ ecs.Service shop networkConfiguration.securityGroups
        """,
    ),
    "a queue under another name": Edit(
        workload={
            "queues.mails": REMOVED,
            "queues.letters": {},
            "workers.mailer.queue": "letters",
            "subscriptions": [{"topic": "events", "queue": "letters"}],
        },
        lines="""
            - sqs.Queue mails (protected)
            - sqs.Queue mails-dead-letter (protected)
            - * *mails*
            + * *letters*
            ± ecs.TaskDefinition mailer containerDefinitions.environment
            ~ ecs.Service mailer taskDefinition
            ~ appautoscaling.Policy mailer-* *
            ~ cloudwatch.MetricAlarm mailer-* dimensions.QueueName
            ~ cloudwatch.MetricAlarm alarms-worker-*--mailer *
        """,
    ),
}

SITE: Group = {
    "clients that stay at their task": Edit(
        workload={"services.shop.sticky_minutes": 60},
        lines="~ lb.TargetGroup gateway-shop.api stickiness*",
    ),
    "a site of files in place of a service's pages": Edit(
        workload={
            "services.shop.routes": [{"paths": ["/api"]}],
            "buckets.client": {
                "purpose": "static",
                "path": "/",
                "hosts": ["@", "app"],
                "fallback": "index.html",
            },
        },
        lines="""
            + cloudfront.Function edge-site
            + cloudfront.OriginAccessControl edge-buckets
            + route53.* dns-app*
            + s3.Bucket* client
            + s3.BucketObjectv2 edge-error-page
            - cloudwatch.MetricAlarm shop.apex-root-*
            - lb.ListenerRule gateway-shop.apex-root.open
            - lb.TargetGroup gateway-shop.apex-root
            ~ appautoscaling.Policy shop-scaling-requests targetTracking*
            ~ cloudfront.Distribution edge aliases
            ~ cloudfront.Distribution edge customErrorResponses*
            ~ cloudfront.Distribution edge defaultCacheBehavior*
            ~ cloudfront.Distribution edge orderedCacheBehaviors
            ~ cloudfront.Distribution edge origins
            ~ cloudwatch.MetricAlarm alarms-service-*--shop metricQueries*
            ~ ecs.Service shop alarms.alarmNames
            ~ ecs.Service shop loadBalancers
            ~ route53.HealthCheck dns-apex resourcePath
        """,
    ),
    "files for those with a signature, a key that follows another, and pages": Edit(
        settings={
            "edge.error_pages": {"404": {"file": "pages/404.html"}},
            "edge.signing_keys": {
                "films": {
                    "public_keys": {"a": "certs/films.pem", "b": "certs/films-new.pem"},
                    "signs": "b",
                }
            },
        },
        workload={
            "buckets.films": {"purpose": "static", "path": "/films", "signed_with": "films"},
            "services.prices.uses.signing_keys": ["films"],
        },
        lines="""
            + cloudfront.PublicKey edge-key-films-*
            + s3.BucketObjectv2 edge-error-page-404
            + cloudfront.KeyGroup edge-key-films
            + secretsmanager.Secret films-*
            + s3.Bucket* films
            ~ iam.RolePolicy prices-execution policy.Statement
            ± ecs.TaskDefinition prices containerDefinitions.*
            ~ ecs.Service prices taskDefinition
        """,
    ),
    "a host that leads to another one": Edit(
        workload={
            "redirects": {"www": "@"},
            "buckets.media": {"purpose": "static", "path": "/media"},
        },
        lines="""
            + cloudfront.Function edge-redirects
            + lb.ListenerRule gateway-redirect-www
            + route53.Record dns-www*
            + s3.Bucket* media
            ~ cloudfront.Distribution edge aliases
            ~ cloudfront.Distribution edge orderedCacheBehaviors
        """,
    ),
}

WORKLOAD_EDITS: dict[str, Group] = {
    "a circle": CIRCLE,
    "a site": SITE,
    "additions": ADDED,
    "a new service": SERVICE,
    "programs that are gone": REMOVED_PROGRAMS,
    "less, and other names": LESS,
}
