"""Edits of the example's files, and the grade of each resource that they change.

Edits that do not meet are planned together: the plan of one takes a second.
"""

import functools
from fnmatch import fnmatchcase
from typing import NamedTuple

import pytest

from operations.plan import short_type
from operations.review.grading import Graded
from tests.operations.review.plans import Edit, judged, prod, workload


class Expected(NamedTuple):
    """What an edit comes to: a resource, how it changes, by which input, and how bad that is."""

    grade: str
    kind: str
    type: str
    name: str
    input: str = "*"


class Case(NamedTuple):
    """Edits that belong together, with what they come to."""

    edits: tuple[Edit, ...]
    expected: tuple[Expected, ...]


INSTANCE, CACHE = "aws:rds:Instance", "aws:elasticache:ReplicationGroup"
SERVICE, TARGET = "aws:ecs:Service", "aws:appautoscaling:Target"

AURORA = "{books: {aurora: {min_acus: 1, max_acus: 8}}}"

SCORES = "{scores: {serverless: {max_gb: 5, max_ecpu_per_second: 5000}}}"

GROUPS: dict[str, dict[str, Case]] = {
    "sizes": {
        "a larger database": Case(
            (prod("instance_class: db.r5.large", "instance_class: db.r5.xlarge"),),
            (Expected("downtime", "updated", INSTANCE, "database", "instanceClass"),),
        ),
        "more storage": Case(
            (prod("storage_gib: 100", "storage_gib: 200"),),
            (Expected("safe", "updated", INSTANCE, "database", "allocatedStorage"),),
        ),
        "a larger cache": Case(
            (prod("node_type: cache.r5.large", "node_type: cache.r5.xlarge"),),
            (Expected("capacity dip", "updated", CACHE, "cache", "nodeType"),),
        ),
        "fewer copies of the cache": Case(
            (prod("replicas: 2", "replicas: 1"),),
            (Expected("capacity dip", "updated", CACHE, "cache", "numCacheClusters"),),
        ),
        "fewer tasks": Case(
            (prod("tasks_min: 4", "tasks_min: 3"),),
            (Expected("capacity dip", "updated", TARGET, "orders-scaling", "minCapacity"),),
        ),
        "more tasks": Case(
            (prod("tasks_max: 10", "tasks_max: 12"),),
            (Expected("safe", "updated", TARGET, "orders-scaling", "maxCapacity"),),
        ),
        "encrypted calls": Case(
            (
                prod(
                    "workers: {tasks_min",
                    "encrypted_calls: {until: 2036-11-30}\n    workers: {tasks_min",
                ),
            ),
            (
                Expected("downtime", "updated", SERVICE, "accounts", "serviceConnectConfiguration"),
                # It calls accounts, and is deployed along.
                Expected("safe", "replaced", "aws:ecs:TaskDefinition", "admin"),
            ),
        ),
        "more Spot": Case(
            (prod("spot_percent: 0", "spot_percent: 50"),),
            (Expected("capacity dip", "updated", SERVICE, "orders", "capacityProviderStrategies"),),
        ),
        "larger tasks": Case(
            (prod("cpu: 1024, memory_mib: 2048", "cpu: 2048, memory_mib: 4096"),),
            (Expected("safe", "replaced", "aws:ecs:TaskDefinition", "stock", "*cpu*"),),
        ),
    },
    "time": {
        "backups for a longer time": Case(
            (prod("backups_days: 30", "backups_days: 35"),),
            (
                Expected("safe", "updated", INSTANCE, "database", "backupRetentionPeriod"),
                Expected(
                    "replaced",
                    "replaced",
                    "aws:rds:InstanceAutomatedBackupsReplication",
                    "*",
                    "retentionPeriod",
                ),
            ),
        ),
        "logs for a longer time": Case(
            (prod("logs_days: 90", "logs_days: 180"),),
            (Expected("safe", "updated", "aws:cloudwatch:LogGroup", "orders", "retentionInDays"),),
        ),
        "former versions for a longer time": Case(
            (prod("object_versions_days: 90", "object_versions_days: 120"),),
            (
                Expected(
                    "safe", "updated", "aws:s3:BucketLifecycleConfiguration", "uploads", "rules"
                ),
            ),
        ),
        "objects that expire sooner": Case(
            (workload("expire_days: 3650", "expire_days: 365"),),
            (
                Expected(
                    "data loss",
                    "updated",
                    "aws:s3:BucketLifecycleConfiguration",
                    "reports",
                    "rules",
                ),
            ),
        ),
        "messages for a shorter time": Case(
            (workload("retention_days: 1}", "retention_days: 2}"),),
            (
                Expected(
                    "safe", "updated", "aws:sqs:Queue", "live-updates", "messageRetentionSeconds"
                ),
            ),
        ),
        "a shorter visibility": Case(
            (workload("visibility_timeout_seconds: 60", "visibility_timeout_seconds: 50"),),
            (Expected("safe", "updated", "aws:sqs:Queue", "mails", "visibilityTimeoutSeconds"),),
        ),
        "a shorter lock": Case(
            (workload("lock_days: 30", "lock_days: 10"),),
            (
                Expected(
                    "wider rights",
                    "updated",
                    "aws:s3:BucketObjectLockConfiguration",
                    "backups",
                    "rule",
                ),
            ),
        ),
        "a job at another time": Case(
            (workload("cron(0 2 * * ? *)", "cron(0 3 * * ? *)"),),
            (
                Expected(
                    "safe",
                    "updated",
                    "aws:scheduler:Schedule",
                    "nightly-report",
                    "scheduleExpression",
                ),
            ),
        ),
    },
    "programs": {
        "a new version": Case(
            (prod("images: {}", "images: {web: 1.4.3}"),),
            (
                Expected("safe", "replaced", "aws:ecs:TaskDefinition", "web"),
                Expected("safe", "updated", SERVICE, "web", "taskDefinition*"),
            ),
        ),
        "another migration": Case(
            (workload("[python, -m, orders.migrate]", "[python, -m, orders.wipe]"),),
            (Expected("safe", "replaced", "aws:lambda:Invocation", "orders-migration"),),
        ),
        "a prefix dropped": Case(
            (workload("access: read_write, prefix: avatars/", "access: read_write"),),
            (
                Expected(
                    "wider rights", "updated", "aws:iam:RolePolicy", "uploads-*--accounts", "policy"
                ),
            ),
        ),
        "a right more": Case(
            (
                workload(
                    "secrets: [mail-provider-key]",
                    "secrets: [mail-provider-key]\n      topics: {order-events: publish}",
                ),
            ),
            (
                Expected(
                    "wider rights", "created", "aws:iam:RolePolicy", "order-events-*--notifications"
                ),
            ),
        ),
        "a right less": Case(
            (
                workload(
                    "topics: {order-events: publish, stock-changes: publish}",
                    "topics: {order-events: publish}",
                ),
            ),
            (Expected("safe", "deleted", "aws:iam:RolePolicy", "stock-changes-*--orders"),),
        ),
        "a filter narrowed": Case(
            (workload("event: [order-placed, order-shipped]", "event: [order-placed]"),),
            (
                Expected(
                    "data loss", "updated", "aws:sns:TopicSubscription", "*mails*", "filterPolicy"
                ),
            ),
        ),
        "a guarded route opened": Case(
            (
                workload(
                    "{hosts: [admin], paths: [/admin]}",
                    "{hosts: [admin], paths: [/admin], auth: none}",
                ),
            ),
            (Expected("wider rights", "created", "aws:lb:ListenerRule", "*admin*.open"),),
        ),
        "a path less": Case(
            (workload("[/api/login, /api/register]", "[/api/login]"),),
            (Expected("downtime", "updated", "aws:lb:ListenerRule", "*api-login*", "conditions"),),
        ),
        "a subscription less": Case(
            (workload("  - {topic: order-events, queue: live-updates}\n", ""),),
            (Expected("data loss", "deleted", "aws:sns:TopicSubscription", "*live-updates*"),),
        ),
        "a caller more": Case(
            (
                workload(
                    "      queues: {live-updates: receive}",
                    "      queues: {live-updates: receive}\n      services: [orders]",
                ),
            ),
            (Expected("wider rights", "created", "aws:vpc:SecurityGroupIngressRule", "*live*"),),
        ),
    },
    "edge": {
        "no firewall group": Case(
            (prod("        - AWSManagedRulesSQLiRuleSet\n", ""),),
            (Expected("wider rights", "updated", "aws:wafv2:WebAcl", "*", "rules"),),
        ),
        "another issuer of tokens": Case(
            (prod("issuer: https://login.example.com/", "issuer: https://id.example.com/"),),
            (Expected("downtime", "updated", "aws:lb:ListenerRule", "*api-orders", "actions"),),
        ),
        "a lower limit for each address": Case(
            (prod("rate_limit_per_address: 2000", "rate_limit_per_address: 1000"),),
            (),
        ),
        "more edges": Case(
            (prod("PriceClass_100", "PriceClass_200"),),
            (Expected("safe", "updated", "aws:cloudfront:Distribution", "*", "priceClass"),),
        ),
        "another origin may ask": Case(
            (prod(', "https://admin.shop.example.com"]', "]"),),
            (
                Expected(
                    "safe", "updated", "aws:cloudfront:ResponseHeadersPolicy", "*", "corsConfig"
                ),
            ),
        ),
        "a host less": Case(
            (workload("hosts: [docs, api]", "hosts: [docs]"),),
            (
                Expected("downtime", "updated", "aws:cloudfront:Distribution", "*", "aliases"),
                Expected("downtime", "deleted", "aws:route53:Record", "*api*"),
            ),
        ),
    },
    "the database's address": {
        "another port of entry": Case(
            (prod("proxy: {}", "proxy: null"),),
            (Expected("downtime", "deleted", "aws:rds:Proxy", "database-proxy"),),
        ),
        "no standby": Case(
            (prod("read_replicas: 1", "read_replicas: 2"),),
            (Expected("safe", "created", INSTANCE, "database-replica-2"),),
        ),
        "Valkey": Case(
            (
                prod(
                    'engine: redis\n      engine_version: "7.1"',
                    'engine: valkey\n      engine_version: "8.0"',
                ),
            ),
            (Expected("capacity dip", "updated", CACHE, "cache", "engine"),),
        ),
        "regional NAT": Case(
            (prod("nat: per_zone", "nat: regional"),),
            (
                Expected("downtime", "replaced", "aws:ec2:NatGateway", "network-nat-a"),
                Expected("downtime", "deleted", "aws:ec2:NatGateway", "network-nat-b"),
            ),
        ),
    },
    "another major version": {
        "17": Case(
            (prod('engine_version: "16"', 'engine_version: "17"\n      major_upgrade: true'),),
            (Expected("downtime", "updated", INSTANCE, "database", "engineVersion"),),
        ),
        "a NAT instance": Case(
            (
                prod("nat: per_zone", "nat: instance"),
                prod(
                    "environment: production",
                    "environment: production\n    production: {without: {network.nat: "
                    '{reason: "all of us are told so", until: "2099-12-31"}}}',
                ),
            ),
            (
                Expected("address change", "updated", "aws:ec2:Route", "network-nat-a"),
                Expected("downtime", "deleted", "aws:ec2:NatGateway", "network-nat-a"),
                Expected("address change", "deleted", "aws:ec2:Eip", "network-nat-c"),
                Expected("safe", "created", "aws:autoscaling:Group", "network-nat-instance-a"),
            ),
        ),
        "an endpoint less": Case(
            (
                prod(
                    "[ecr.api, ecr.dkr, logs, secretsmanager, ssmmessages]",
                    "[ecr.api, ecr.dkr, logs, secretsmanager]",
                ),
            ),
            (Expected("safe", "deleted", "aws:ec2:VpcEndpoint", "network-endpoint-ssmmessages"),),
        ),
        "an image's repository less": Case(
            (workload("    image: docs:1.0.0", "    image: web:1.0.0"),),
            (Expected("data loss", "deleted", "aws:ecr:Repository", "registry-docs"),),
        ),
        "a bucket less": Case(
            (
                workload("      buckets: {archive: write}\n", ""),
                workload("  archive: {purpose: archives}\n", ""),
            ),
            (
                Expected("data loss", "deleted", "aws:s3:Bucket", "archive"),
                Expected("safe", "deleted", "aws:s3:BucketPolicy", "archive"),
                Expected("data loss", "deleted", "aws:s3:Bucket", "archive-replica"),
            ),
        ),
    },
    "refused": {
        "less storage": Case(
            (prod("storage_gib: 100", "storage_gib: 50"),),
            (Expected("refused by AWS", "updated", INSTANCE, "database", "allocatedStorage"),),
        ),
        "a major version without consent": Case(
            (prod('engine_version: "16"', 'engine_version: "17"'),),
            (Expected("refused by AWS", "updated", INSTANCE, "database", ""),),
        ),
        "a zone less": Case(
            (prod("zones: [a, b, c]", "zones: [b, c]"),),
            (
                Expected("refused by AWS", "updated", "aws:rds:SubnetGroup", "database"),
                Expected("downtime", "replaced", "aws:rds:Proxy", "database-proxy", "vpcSubnetIds"),
                Expected("address change", "deleted", "aws:ec2:Eip", "network-nat-a"),
            ),
        ),
    },
    "names": {
        "another project": Case(
            (prod("project: shop", "project: store"),),
            (
                Expected("address change", "updated", INSTANCE, "database", "identifier"),
                Expected("data loss", "replaced", "aws:ecr:Repository", "registry-web", "name"),
                Expected("address change", "replaced", "aws:lb:LoadBalancer", "gateway", "name"),
            ),
        ),
    },
    "a FIFO queue": {
        "mails": Case(
            (
                workload("order-events: {}", "order-events: {fifo: true}"),
                workload("mails: {visi", "mails: {fifo: true, visi"),
                workload("live-updates: {visi", "live-updates: {fifo: true, visi"),
            ),
            (
                Expected("data loss", "replaced", "aws:sqs:Queue", "mails", "fifoQueue*"),
                Expected("data loss", "replaced", "aws:sns:Topic", "order-events", "fifoTopic*"),
            ),
        ),
    },
    "Aurora": {
        "a new server": Case(
            (
                prod(
                    "    cache:\n",
                    f"    database_servers: {AURORA}\n    cache:\n",
                ),
            ),
            (Expected("safe", "created", "aws:rds:Cluster", "books-database"),),
        ),
    },
    "a first server of another kind": {
        "Aurora in place of an instance": Case(
            (
                prod(
                    "      instance_class: db.r5.large\n      storage_gib: 100\n"
                    "      storage_max_gib: 1000\n",
                    "      aurora: {min_acus: 1, max_acus: 8}\n",
                ),
                prod("      proxy: {}\n", "      proxy: null\n"),
            ),
            (
                Expected("data loss", "deleted", INSTANCE, "database"),
                Expected("safe", "created", "aws:rds:Cluster", "database"),
            ),
        ),
    },
    "a further cache": {
        "serverless": Case(
            (prod("    retention: {", f"    caches: {SCORES}\n    retention: {{"),),
            (Expected("safe", "created", "aws:elasticache:ServerlessCache", "scores-cache"),),
        ),
    },
    "another kind of cache": {
        "serverless in place of nodes": Case(
            (
                prod(
                    "node_type: cache.r5.large\n      replicas: 2\n      multi_az: true\n",
                    "serverless: {max_gb: 5, max_ecpu_per_second: 5000}\n",
                ),
                *(workload("      cache: true\n", "      cache: cluster\n"),) * 4,
            ),
            (
                Expected("data loss", "deleted", CACHE, "cache"),
                Expected("safe", "created", "aws:elasticache:ServerlessCache", "cache"),
            ),
        ),
    },
    "another engine": {
        "MySQL in place of PostgreSQL": Case(
            (
                prod(
                    '      engine_version: "16"\n      instance_class: db.r5',
                    '      engine: mysql\n      engine_version: "8.4"\n      instance_class: db.r5',
                ),
                prod("      proxy: {}\n", "      proxy: null\n"),
                workload("orders: {extensions: [uuid-ossp, pg_trgm]}", "orders: {engine: mysql}"),
                workload("accounts: {extensions: [citext, pgcrypto]}", "accounts: {engine: mysql}"),
            ),
            (Expected("data loss", "replaced", INSTANCE, "database", "engine"),),
        ),
    },
    "a snapshot": {
        "of a server that exists": Case(
            (prod("storage_gib: 100", "storage_gib: 100\n      snapshot: {id: a}"),),
            (Expected("data loss", "replaced", INSTANCE, "database", "snapshotIdentifier"),),
        ),
    },
    "another place": {
        "region": Case(
            (prod("region: eu-central-1", "region: eu-south-1"),),
            (
                Expected("data loss", "replaced", INSTANCE, "database"),
                Expected("data loss", "replaced", "aws:s3:Bucket", "uploads"),
            ),
        ),
    },
}


@functools.cache
def of_group(name: str) -> tuple[Graded, ...]:
    return judged([edit for case in GROUPS[name].values() for edit in case.edits])


CASES = [(group, name) for group, cases in GROUPS.items() for name in cases]


@pytest.mark.xdist_group("grades")
@pytest.mark.parametrize(("group", "name"), CASES)
def test_an_edit_is_graded_by_what_it_does(group: str, name: str) -> None:
    found = of_group(group)
    for wanted in GROUPS[group][name].expected:
        assert any(matches(item, wanted) for item in found), shown(found, wanted)


def matches(item: Graded, wanted: Expected) -> bool:
    change = item.change
    if (change.kind, short_type(change.type)) != (wanted.kind, wanted.type):
        return False
    return fnmatchcase(change.name, wanted.name) and any(
        fnmatchcase(reason.input, wanted.input) and reason.case.grade == wanted.grade
        for reason in item.reasons
    )


def shown(found: tuple[Graded, ...], wanted: Expected) -> str:
    near = [
        f"{item.change.kind} {item.change.name}: "
        + "; ".join(f"{reason.case.grade} by {reason.input}" for reason in item.reasons)
        for item in found
        if short_type(item.change.type) == wanted.type
    ]
    return f"{wanted}, but there is\n" + "\n".join(near)


def test_two_identical_sides_give_nothing() -> None:
    assert judged([]) == ()


def test_an_order_of_the_files_is_no_change() -> None:
    line = "  reports: {purpose: archives, expire_days: 3650}\n"
    other = "  archive: {purpose: archives}\n"
    assert judged([workload(line + other, other + line)]) == ()


def test_a_rule_that_another_one_takes_over_is_missed_by_nobody() -> None:
    gone = [
        item
        for item in of_group("programs")
        if item.change.kind == "deleted" and "gateway-admin" in item.change.name
    ]
    assert gone
    assert {str(item.grade) for item in gone} == {"safe"}
