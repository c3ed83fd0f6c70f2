"""Every mistake is told with the file, the path, the value and what to do, all at once."""

from typing import Any, NamedTuple

import pytest

from config import ConfigError
from config.checks.joint_checks import cloud_problems
from config.checks.production import BASELINE_GROUPS
from config.files.yaml_file import YamlFile
from config.loader import check
from tests.factories import SHOP, make_settings, make_workload, raw_settings, raw_workload


class Wrong(NamedTuple):
    """One mistake: the change that makes it, and what the message must say."""

    change: dict[str, Any]
    says: tuple[str, ...]


SUBSCRIPTIONS = raw_workload()["subscriptions"]


def _one_zone(*lifted: str, **changes: Any) -> dict[str, Any]:
    """A production in one zone without the rules for which it was lifted."""
    lift = {"reason": "two people, told so", "until": "2099-01-01"}
    sections = {each: {"multi_az": False} for each in ("database", "cache")}
    without = {"without": dict.fromkeys(lifted, lift)}
    return {"network": {"zones": ["a"]}, **sections, "production": without, **changes}


_ID = {zone: f"subnet-0a1b2c3d4e5f6071{zone}" for zone in "abc"}


def _existing(network: Any = None, **changes: Any) -> dict[str, Any]:
    """A network that exists; the keyword arguments change tiers of its subnets, or its own keys."""
    existing: dict[str, Any] = {
        "vpc": "vpc-0a1b2c3d4e5f60718",
        "subnets": {"private": _ID, "data": _ID},
    }
    for key, value in changes.items():
        of = existing["subnets"] if key in ("public", "private", "data") else existing
        of[key] = value
    way = {"nat": "existing", "interface_endpoints": []}
    return {"network": {**way, **(network or {}), "existing": existing}}


_SINGLE = ("database.multi_az", "cache.multi_az")

SETTINGS = {
    "an unknown key": Wrong({"databse": {}}, ("databse", "no key", "did you mean database?")),
    "an unknown nested key": Wrong(
        {"database": {"storage": 5}}, ("database.storage", "no key", "storage_gib")
    ),
    "a missing section": Wrong({"gateway": ...}, ("gateway", "is missing")),
    "text for a number": Wrong(
        {"services": {"tasks_min": "many"}}, ("services.tasks_min", "whole number", "'many'")
    ),
    "a switch for a number": Wrong(
        {"cache": {"replicas": True}}, ("cache.replicas", "whole number", "got true")
    ),
    "a switch for a number of a list": Wrong(
        {"retention": {"logs_days": True}}, ("retention.logs_days", "got true")
    ),
    "text for a switch": Wrong({"protect": "perhaps"}, ("protect", "true or false", "'perhaps'")),
    "a section that is text": Wrong({"tags": "shop"}, ("tags", "keys with values", "'shop'")),
    "an unknown region": Wrong(
        {"region": "eu-centrl-1"}, ("region", "did you mean eu-central-1?", "'eu-centrl-1'")
    ),
    "a tag with a space at its end": Wrong(
        {"tags": {"owner": "platform "}}, ("tags.owner", "without a space at an end")
    ),
    "keys of an issuer beyond ASCII": Wrong(
        {"gateway": {"jwt": {"jwks_endpoint": "https://login.example.com/schl\u00fcssel"}}},
        ("gateway.jwt.jwks_endpoint", "must be written in ASCII"),
    ),
    "an audience of two lines": Wrong(
        {"gateway": {"jwt": {"audience": "shop\nadmin"}}}, ("gateway.jwt.audience", "one line")
    ),
    "a channel of Teams by its name": Wrong(
        {
            "alarms": {
                "notify": {
                    "critical": {
                        "teams": {
                            "tenant": "11111111-2222-3333-4444-555555555555",
                            "team": "11111111-2222-3333-4444-555555555555",
                            "channel": "on-call",
                        }
                    }
                }
            }
        },
        ("alarms.notify.critical.teams.channel", "as its link has it", "%40 for @"),
    ),
    "a project that ECR refuses": Wrong(
        {"tags": {"project": "My Shop"}}, ("tags.project", "lower-case letters")
    ),
    "a further tag with Plinth's own key": Wrong(
        {"tags": {"extra": {"Cost_Center": "1"}}}, ("tags.extra", "Plinth", "'Cost_Center'")
    ),
    "a further tag that AWS keeps": Wrong(
        {"tags": {"extra": {"AWS:team": "a"}}}, ("tags.extra", "begins with aws:", "'AWS:team'")
    ),
    "two further tags that IAM takes for one": Wrong(
        {"tags": {"extra": {"team": "a", "Team": "a"}}}, ("tags.extra", "differs from team")
    ),
    "a further tag with a letter that AWS refuses": Wrong(
        {"tags": {"extra": {"team#1": "a"}}}, ("tags.extra.team#1", "1 to 128 letters")
    ),
    "a further tag that is too long": Wrong(
        {"tags": {"extra": {"team": "a" * 257}}}, ("tags.extra.team", "1 to 256 letters")
    ),
    "more further tags than AWS takes": Wrong(
        {"tags": {"extra": {f"key-{n}": "a" for n in range(45)}}}, ("tags.extra", "keep 44")
    ),
    "more further tags than the edge's page takes": Wrong(
        {"tags": {"extra": {f"key-{n}": "a" for n in range(6)}}}, ("tags.extra", "keep 5")
    ),
    "a standby of the database in the only zone": Wrong(
        _one_zone("network.zones", "cache.multi_az", database={}),
        ("database.multi_az", "needs a second zone, and network.zones is ['a']"),
    ),
    "replicas of the cache over the only zone": Wrong(
        _one_zone("network.zones", "database.multi_az", cache={}),
        ("cache.multi_az", "needs a second zone, and network.zones is ['a']"),
    ),
    "a standby of a further server in the only zone": Wrong(
        _one_zone(
            "network.zones",
            *_SINGLE,
            database_servers={"ledger": {"databases": ["orders"], "multi_az": True}},
        ),
        ("database_servers.ledger.multi_az", "needs a second zone"),
    ),
    "no zone": Wrong({"network": {"zones": []}}, ("network.zones", "needs at least 1 entry")),
    "a spare zone beside two": Wrong(
        {"network": {"zones": ["a", "b"], "spare_zone": "c"}},
        ("network.spare_zone", "is for an environment of one zone", "'c'"),
    ),
    "a spare zone that is the zone": Wrong(
        _one_zone("network.zones", *_SINGLE, network={"zones": ["a"], "spare_zone": "a"}),
        ("network.spare_zone", "must differ from the zone"),
    ),
    "a spare zone that the region lacks": Wrong(
        _one_zone("network.zones", *_SINGLE, network={"zones": ["a"], "spare_zone": "f"}),
        ("network.spare_zone", "eu-central-1 has the zones a, b, c, not f"),
    ),
    "a way out of a network that exists, and none that exists": Wrong(
        {"network": {"nat": "existing"}},
        ("network.nat", "name that under network.existing", "'existing'"),
    ),
    "an ID of another kind": Wrong(
        _existing(vpc="subnet-0a1b2c3d4e5f60718"),
        ("network.existing.vpc", "must be the ID of a VPC", "'subnet-0a1b2c3d4e5f60718'"),
    ),
    "an ID that is cut off": Wrong(
        _existing(private={"a": "subnet-0a1b", "b": _ID["b"], "c": _ID["c"]}),
        ("network.existing.subnets.private.a", "must be the ID of a subnet", "'subnet-0a1b'"),
    ),
    "a zone by its whole name": Wrong(
        _existing(private={"eu-central-1a": _ID["a"]}),
        ("network.existing.subnets.private", "the letter of an availability zone"),
    ),
    "a zone that has no existing subnet": Wrong(
        _existing(private={"a": _ID["a"], "b": _ID["b"]}),
        ("network.existing.subnets.private", "has no subnet in c, and network.zones names it"),
    ),
    "an existing subnet in a zone that the region lacks": Wrong(
        _existing(private={**_ID, "f": "subnet-0a1b2c3d4e5f6071f"}),
        ("network.existing.subnets.private", "eu-central-1 has the zones a, b, c, not f"),
    ),
    "existing subnets in one zone": Wrong(
        _existing(public={"a": "subnet-0a1b2c3d4e5f6071f"}),
        ("network.existing.subnets.public", "must name subnets in two zones"),
    ),
    "an existing subnet in two zones": Wrong(
        _existing(private={**_ID, "c": _ID["b"]}),
        ("network.existing.subnets.private.c", "is named for two zones", f"'{_ID['b']}'"),
    ),
    "an existing subnet that is public and private": Wrong(
        _existing(public={"a": _ID["a"], "b": "subnet-0a1b2c3d4e5f6071f"}),
        ("network.existing.subnets.private.a", "is also one of the public subnets"),
    ),
    "no existing subnets for data": Wrong(
        _existing(data={}),
        ("network.existing.subnets.data", "must name two subnets for the database and the cache"),
    ),
    "a NAT gateway in a network that exists": Wrong(
        _existing(network={"nat": "per_zone"}),
        ("network.nat", "is a way that Plinth makes", "'per_zone'"),
    ),
    "endpoints by price in a network that exists": Wrong(
        _existing(network={"interface_endpoints": "by_price"}),
        ("network.interface_endpoints", "cannot be chosen in a network that exists", "'by_price'"),
    ),
    "a spare zone in a network that exists": Wrong(
        _existing(network={"spare_zone": "b"}),
        ("network.spare_zone", "name those of a second zone in existing", "'b'"),
    ),
    "a range of no VPC": Wrong(
        _existing(network={"cidr": "10.0.0.0/15"}),
        ("network.cidr", "must be /16 to /28", "'10.0.0.0/15'"),
    ),
    "a route table twice": Wrong(
        _existing(route_tables=["rtb-0a1b2c3d"] * 2),
        ("network.existing.route_tables", "must name each route table once"),
    ),
    "a certificate where others have it": Wrong(
        {"gateway": {"certificate_arn": "arn"}},
        ("gateway.certificate_arn", "named under existing.certificates (docs/existing.md)"),
    ),
    "a key of KMS where others have it": Wrong(
        {"database": {"kms_key_id": "arn"}},
        ("database.kms_key_id", "named under existing.keys (docs/existing.md)"),
    ),
    "a key of KMS that exists, as others call it": Wrong(
        {"existing": {"keys": {"kms_key_id": "arn"}}},
        ("existing.keys.kms_key_id: is no key that exists; the keys here are data, edge",),
    ),
    "flow logs of a network that exists": Wrong(
        _existing(flow_logs=True), ("network.existing.flow_logs", "is no key that exists")
    ),
    "a key of a network that exists, as others call it": Wrong(
        _existing(vpc=..., vpc_id="vpc-0a1b2c3d4e5f60718"),
        ("network.existing.vpc_id: is no key that exists; did you mean vpc?",),
    ),
    "a letter that no zone has, of a network that exists": Wrong(
        _existing(private={**_ID, "z": "subnet-0a1b2c3d4e5f6071f"}),
        ("network.existing.subnets.private.z", "the letter of an availability zone, a to h"),
    ),
    "a production in one zone": Wrong(
        _one_zone(*_SINGLE), ("network.zones", "must name two zones or more")
    ),
    "a NAT instance that nothing makes": Wrong(
        {"network": {"nat_instance": {"renew_days": 7}}},
        ("network.nat_instance", "is for nat: instance, and nat is", "leave it out"),
    ),
    "a NAT instance that is too small": Wrong(
        {"network": {"nat_instance": {"instance_type": "t4g.nano"}}},
        ("network.nat_instance.instance_type", "t4g.micro, t4g.small, t4g.medium", "'t4g.nano'"),
    ),
    "a NAT instance that is never patched": Wrong(
        {"network": {"nat_instance": {"renew_days": 365}}},
        ("network.nat_instance.renew_days", "at most 90", "365"),
    ),
    "an instance in each of one zone": Wrong(
        _one_zone(
            *_SINGLE,
            "network.zones",
            "network.nat",
            network={"zones": ["a"], "nat": "instance", "nat_instance": {"each_zone": True}},
        ),
        ("network.nat_instance.each_zone", "says nothing with one zone in zones"),
    ),
    "a NAT instance in a network that exists": Wrong(
        _existing(network={"nat_instance": {}}),
        ("network.nat_instance", "is for nat: instance, and nat is existing"),
    ),
    "a production behind a NAT instance": Wrong(
        {"network": {"nat": "instance"}},
        ("network.nat", "must be none, per_zone or regional", "minutes whenever it is replaced"),
    ),
    "a way out by a word that is near": Wrong(
        {"network": {"nat": "public_task"}},
        ("network.nat", "did you mean public_tasks?", "'public_task'"),
    ),
    "endpoints by a word that is near": Wrong(
        {"network": {"interface_endpoints": "by_prize"}},
        ("network.interface_endpoints", "must be by_price, or a list", "'by_prize'"),
    ),
    "endpoints by price and by name": Wrong(
        {"network": {"interface_endpoints": ["by_price", "logs"]}},
        ("network.interface_endpoints", "by_price chooses all of them"),
    ),
    "endpoints that are null": Wrong(
        {"network": {"interface_endpoints": None}},
        ("network.interface_endpoints", "must not be null", "by_price"),
    ),
    "endpoints that are a number": Wrong(
        {"network": {"interface_endpoints": 9}},
        ("network.interface_endpoints", "must be by_price, or a list", "9"),
    ),
    "endpoints of which one is a number": Wrong(
        {"network": {"interface_endpoints": ["logs", 9]}},
        ("network.interface_endpoints", "must be by_price, or a list", "9"),
    ),
    "no endpoint although nothing leads out": Wrong(
        {"network": {"nat": "none", "interface_endpoints": []}},
        ("network.interface_endpoints", "tasks cannot start with nat: none", "by_price"),
    ),
    "an account ID too short": Wrong(
        {"account_id": 12345}, ("account_id", "twelve digits", "12345")
    ),
    "a domain with upper case": Wrong({"domain": "Shop.example"}, ("domain", "lower case")),
    "a domain longer than ACM takes": Wrong(
        {"domain": f"{'a' * 53}.example.com"}, ("domain", "at most 64 characters")
    ),
    "localhost on AWS": Wrong({"domain": "localhost"}, ("domain", "public domain")),
    "a zone ID that is none": Wrong(
        {"hosted_zone_id": "example.com"}, ("hosted_zone_id", "hosted zone ID")
    ),
    "recovery beside the data": Wrong(
        {"recovery_region": "eu-central-1"}, ("recovery_region", "must differ from region")
    ),
    "an unknown time zone of a maintenance window": Wrong(
        {
            "alarms": {
                "mute": {
                    "sunday": {
                        "starts": "cron(0 2 * * SUN)",
                        "minutes": 60,
                        "timezone": "Europe/Berln",
                    }
                }
            }
        },
        ("alarms.mute.sunday.timezone", "did you mean Europe/Berlin?"),
    ),
    "a stack that is neither": Wrong({"target": "azure"}, ("target", "must be one of", "'azure'")),
    "a public network": Wrong({"network": {"cidr": "8.8.0.0/16"}}, ("network.cidr", "private")),
    "a network of the machine itself": Wrong(
        {"network": {"cidr": "127.0.0.0/16"}},
        ("network.cidr", "private range (10.0.0.0/8", "'127.0.0.0/16'"),
    ),
    "a network of link-local addresses": Wrong(
        {"network": {"cidr": "169.254.0.0/16"}}, ("network.cidr", "private range")
    ),
    "a network that AWS uses itself": Wrong(
        {"network": {"cidr": "172.17.0.0/20"}}, ("network.cidr", "must not lie in 172.17.0.0/16")
    ),
    "no network at all": Wrong({"network": {"cidr": "10.0.0"}}, ("network.cidr", "IPv4 network")),
    "host bits in the network": Wrong(
        {"network": {"cidr": "10.20.0.1/16"}}, ("network.cidr", "host bits")
    ),
    "a network too small": Wrong(
        {"network": {"cidr": "10.20.0.0/24"}}, ("network.cidr", "/16 to /21", "10.20.0.0/24")
    ),
    "a network of another environment": Wrong(
        {"network": {"cidr": "10.30.0.0/17"}}, ("network.cidr", "Pulumi.staging.yaml")
    ),
    "four zones": Wrong({"network": {"zones": list("abcd")}}, ("network.zones", "at most 3")),
    "a zone twice": Wrong({"network": {"zones": ["a", "a"]}}, ("network.zones", "once")),
    "a full zone name": Wrong(
        {"network": {"zones": ["eu-central-1a", "b"]}}, ("network.zones.0", "the letter")
    ),
    "an unknown NAT mode": Wrong(
        {"network": {"nat": "per-zone"}}, ("network.nat", "did you mean per_zone?")
    ),
    "no way out for tasks": Wrong(
        {"network": {"nat": "none"}}, ("network.interface_endpoints", "kms, sns, sqs, sts")
    ),
    "an unknown endpoint": Wrong(
        {"network": {"interface_endpoints": ["ecr.apy"]}}, ("ecr.apy", "did you mean ecr.api?")
    ),
    "an issuer by plain HTTP": Wrong(
        {"gateway": {"jwt": {"issuer": "http://login.example.com"}}},
        ("gateway.jwt.issuer", "https://"),
    ),
    "no issuer for guarded routes": Wrong(
        {"gateway": {"jwt": None}}, ("gateway.jwt", "orders, accounts, live, admin")
    ),
    "static files without an edge": Wrong(
        {"edge": None, "gateway": {"cors": {"allowed_origins": []}}},
        ("edge", "only CloudFront serves the static bucket static"),
    ),
    "an origin with a path": Wrong(
        {"gateway": {"cors": {"allowed_origins": ["https://a.example.com/app"]}}},
        ("gateway.cors.allowed_origins.0", "scheme, host and port"),
    ),
    "an old TLS policy": Wrong(
        {"gateway": {"tls_policy": "ELBSecurityPolicy-2016-08"}},
        ("gateway.tls_policy", "ELBSecurityPolicy-TLS13-1-2-2021-06"),
    ),
    "an idle timeout too long": Wrong(
        {"gateway": {"idle_timeout_seconds": 9999}}, ("idle_timeout_seconds", "at most 4000")
    ),
    "a pause that a websocket does not outlive": Wrong(
        {"gateway": {"idle_timeout_seconds": 3600}},
        ("gateway.idle_timeout_seconds", "less than 3600", "send pings more often", "got 3600"),
    ),
    # The provider sends neither an empty list nor a 0.
    "no method that a page may use": Wrong(
        {"gateway": {"cors": {"allowed_methods": []}}},
        ("gateway.cors.allowed_methods", "at least 1 entry"),
    ),
    "no header that a page may send": Wrong(
        {"gateway": {"cors": {"allowed_headers": []}}},
        ("gateway.cors.allowed_headers", "at least 1 entry"),
    ),
    "answers to preflights that nobody remembers": Wrong(
        {"gateway": {"cors": {"max_age_seconds": 0}}},
        ("gateway.cors.max_age_seconds", "at least 1", "got 0"),
    ),
    "an unknown price class": Wrong(
        {"edge": {"price_class": "PriceClass_300"}}, ("edge.price_class", "PriceClass_200")
    ),
    "an unknown firewall group": Wrong(
        {"waf": {"managed_groups": [*BASELINE_GROUPS, "AWSManagedRulesSQLRuleSet"]}},
        ("waf.managed_groups", "did you mean AWSManagedRulesSQLiRuleSet?"),
    ),
    "minutes that a rolling deployment has not": Wrong(
        {"services": {"deployment": "rolling"}}, ("services.bake_minutes: must be 0", "blue_green")
    ),
    "keys at a private address": Wrong(
        {"gateway": {"jwt": {"jwks_endpoint": "https://10.0.0.5/"}}},
        ("gateway.jwt.jwks_endpoint: must be an address on the internet",),
    ),
    "keys on this machine": Wrong(
        {"gateway": {"jwt": {"jwks_endpoint": "https://login.internal/keys"}}},
        ("gateway.jwt.jwks_endpoint: must be an address on the internet",),
    ),
    "an issuer with a password": Wrong(
        {"gateway": {"jwt": {"issuer": "https://me:secret@example.com/"}}},
        ("gateway.jwt.issuer: must not hold a user or password, got '[not shown]'",),
    ),
    "an origin that is no host": Wrong(
        {"gateway": {"cors": {"allowed_origins": ["https://.:99999"]}}},
        ("gateway.cors.allowed_origins.0: must name a host",),
    ),
    "an origin with a port that is none": Wrong(
        {"gateway": {"cors": {"allowed_origins": ["https://a.example.com:99999"]}}},
        ("gateway.cors.allowed_origins.0: must have a port of 1 to 65535",),
    ),
    "a header with a space": Wrong(
        {"gateway": {"cors": {"allowed_headers": ["bad header"]}}},
        ("gateway.cors.allowed_headers.0: must be the name of a header", "'bad header'"),
    ),
    "null for what is needed": Wrong(
        {"region": None},
        ("region: must not be null; give a value: AWS region in which the environment runs",),
    ),
    "more tasks than addresses": Wrong(
        {"network": {"cidr": "10.20.0.0/21"}, "services": {"tasks_min": 100, "tasks_max": 100}},
        ("network.cidr: leaves 330 addresses for tasks", "need 1220", "choose a larger network"),
    ),
    "a key of another tool": Wrong(
        {"network": {"vpc_id": "vpc-1"}},
        ("network.vpc_id: is no key that exists; Plinth makes the network",),
    ),
    "an engine for the database": Wrong(
        {"database": {"engine": "mysql", "engine_version": "8.4"}},
        ("database.proxy: goes with PostgreSQL only here; write proxy: null",),
    ),
    "a version of another engine": Wrong(
        {"database": {"engine": "mysql", "proxy": None}},
        ("database.engine_version: RDS for MySQL has the major version 8.4 here", "got '16'"),
    ),
    "an engine that nobody makes": Wrong(
        {"database": {"engine": "mariadb"}},
        ("database.engine: must be one of postgres, mysql",),
    ),
    "a secret under a key that does not exist": Wrong(
        {"aws_secret_access_key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"},
        ("aws_secret_access_key: is no key that exists", "got '[not shown]'"),
    ),
    "more at least than at most": Wrong(
        {"services": {"tasks_max": 2}}, ("services.tasks_max", "tasks_min, 4")
    ),
    "memory that Fargate has not": Wrong(
        {"services": {"memory_mib": 3072}}, ("services.memory_mib", "4096 to 16384", "3072")
    ),
    "processors that Fargate has not": Wrong(
        {"services": {"cpu": 3000}}, ("services.cpu", "2048, 4096", "3000")
    ),
    "an unknown deployment": Wrong(
        {"services": {"deployment": "recreate"}}, ("services.deployment", "rolling, blue_green")
    ),
    "a size of nothing": Wrong({"sizes": {"ordrs": {}}}, ("sizes.ordrs", "did you mean orders?")),
    "a size that Fargate has not": Wrong(
        {"sizes": {"orders": {"cpu": 256}}}, ("sizes.orders.memory_mib", "512, 1024, 2048")
    ),
    "a version of nothing": Wrong(
        {"images": {"order": "2.0"}}, ("images.order", "did you mean orders?")
    ),
    "an instance class that is none": Wrong(
        {"database": {"instance_class": "db.r5.huge"}},
        ("database.instance_class", "large, xlarge", "'db.r5.huge'"),
    ),
    "a cache type for a database": Wrong(
        {"database": {"instance_class": "cache.r5.large"}},
        ("database.instance_class", "must be db.<family>.<size>"),
    ),
    "Aurora with one limit of ACUs": Wrong(
        {"database_servers": {"a": {"aurora": {"min_acus": 1}}}},
        ("database_servers.a.aurora.max_acus: is needed: say min_acus and max_acus",),
    ),
    "Aurora with limits that are crossed": Wrong(
        {"database_servers": {"a": {"aurora": {"min_acus": 9, "max_acus": 8}}}},
        ("database_servers.a.aurora.min_acus: must not be above max_acus, 8",),
    ),
    "Aurora with ACUs and a class": Wrong(
        {"database_servers": {"a": {"aurora": {"max_acus": 8, "instance_class": "db.r8g.large"}}}},
        ("database_servers.a.aurora.max_acus: goes without instance_class",),
    ),
    "a class that Aurora does not have": Wrong(
        {"database_servers": {"a": {"aurora": {"instance_class": "db.m7g.large"}}}},
        ("database_servers.a.aurora.instance_class", "with a family of r5"),
    ),
    "a size that Aurora does not have": Wrong(
        {"database_servers": {"a": {"aurora": {"instance_class": "db.t4g.micro"}}}},
        ("database_servers.a.aurora.instance_class", "the sizes medium, large"),
    ),
    "an old engine": Wrong(
        {"database": {"engine_version": "9.6"}},
        ("database.engine_version: RDS for PostgreSQL has the major versions 14, 15, 16", "'9.6'"),
    ),
    "an engine version that RDS withdrew": Wrong(
        {"database": {"engine_version": "16.8"}},
        ("database.engine_version: RDS no longer creates it", "16.9 to 16.15", "overrules"),
    ),
    "an engine version that does not exist": Wrong(
        {"database": {"engine_version": "16.99"}},
        ("database.engine_version: the newest version known here is 16.15", "overrules"),
    ),
    "an engine version that is none": Wrong(
        {"database": {"engine_version": "latest"}}, ("database.engine_version: must be a major",)
    ),
    "a node that needs data tiering": Wrong(
        {"cache": {"node_type": "cache.r6gd.xlarge"}},
        ("cache.node_type: keeps a part of the data on a disk (data tiering)", "cache.r7g"),
    ),
    "three zones where an account has two": Wrong(
        {"region": "us-west-1"}, ("network.zones: us-west-1 gives an account two zones",)
    ),
    "a zone that the region lacks": Wrong(
        {"network": {"zones": ["a", "f"]}}, ("network.zones: eu-central-1 has the zones a, b, c",)
    ),
    "a region of another partition": Wrong(
        {"recovery_region": "cn-north-1"}, ("recovery_region", "partition", "'cn-north-1'")
    ),
    "an overrule that overrules nothing": Wrong(
        {
            "overrules": [
                {"key": "database.instance_class", "value": "db.r5.large", "reason": "we have it"}
            ]
        },
        ("overrules.0: overrules nothing", "take the line out"),
    ),
    "storage too small": Wrong(
        {"database": {"storage_gib": 5}}, ("database.storage_gib", "at least 20", "5")
    ),
    "no room to grow": Wrong(
        {"database": {"storage_max_gib": 100}}, ("database.storage_max_gib", "at least 110")
    ),
    "windows that overlap": Wrong(
        {"database": {"maintenance_window": "sun:01:30-sun:02:30"}},
        ("database.maintenance_window", "overlaps", "01:00-02:00"),
    ),
    "a backup window too short": Wrong(
        {"database": {"backup_window": "01:00-01:10"}},
        ("database.backup_window", "at least 30 minutes", "'01:00-01:10'"),
    ),
    "a snapshot window that RDS would take": Wrong(
        {"cache": {"snapshot_window": "02:00-02:30"}},
        ("cache.snapshot_window", "at least 60 minutes"),
    ),
    "a maintenance window the wrong way round": Wrong(
        {"cache": {"maintenance_window": "sun:05:00-sun:04:00"}},
        ("cache.maintenance_window", "lasts 167 hours", "beginning first"),
    ),
    "more nodes of a cache than AWS ever grants": Wrong(
        {"cache": {"shards": 500, "replicas": 1}},
        ("cache.shards", "1000 nodes, and AWS grants 500", "fewer replicas", "got 500"),
    ),
    "a gate at no stage": Wrong(
        {"sizes": {"orders": {"deployment": "blue_green", "approvals": [{"minutes": 5}]}}},
        ("sizes.orders.approvals.0.stage: is missing; add it", "such as post_scale_up"),
    ),
    "gates of a worker": Wrong(
        {"sizes": {"notifications": {"approvals": [{"stage": "pre_scale_up"}]}}},
        ("approvals: is no key of a worker", 'got [{"stage": "pre_scale_up"}]'),
    ),
    "failover to nothing": Wrong({"cache": {"replicas": 0}}, ("cache.multi_az", "replicas to 1")),
    "a cache version of the other engine": Wrong(
        {"cache": {"engine": "valkey"}}, ("cache.engine_version", "7.2, 8.0", "'7.1'")
    ),
    "backups for too long": Wrong(
        {"retention": {"backups_days": 36}}, ("retention.backups_days", "at most 35")
    ),
    "no backups": Wrong({"retention": {"backups_days": 0}}, ("backups_days", "at least 1")),
    "a log period CloudWatch has not": Wrong(
        {"retention": {"logs_days": 100}}, ("retention.logs_days", "90, 120", "100")
    ),
    "production without protection": Wrong({"protect": False}, ("protect", "production: must")),
    "production in one zone": Wrong(
        {"database": {"multi_az": False}}, ("database.multi_az", "production: must be true")
    ),
    "production with short backups": Wrong(
        {"retention": {"backups_days": 7}}, ("backups_days", "production: must be at least 30")
    ),
    "production with short logs": Wrong(
        {"retention": {"logs_days": 30}}, ("logs_days", "production: must be at least 90")
    ),
    "production with a service that sleeps": Wrong(
        {"sizes": {"orders": {"tasks_min": 0}}},
        ("sizes.orders.tasks_min", "production: must be at least 2"),
    ),
    "production with an empty firewall": Wrong(
        {"waf": {"managed_groups": []}}, ("waf.managed_groups", "production: must contain")
    ),
    "production with a firewall that counts only": Wrong(
        {"waf": {"count_only": raw_settings()["waf"]["managed_groups"]}},
        ("waf.count_only", "production: must not name AWSManagedRulesKnownBadInputsRuleSet"),
    ),
    "production on Spot": Wrong(
        {"services": {"spot_percent": 100}},
        ("services.spot_percent", "production: must be at most 66 with tasks_min 4", "100"),
    ),
    "production with a shell": Wrong(
        {"services": {"exec": True}}, ("services.exec", "production: must be false")
    ),
    "production in one region": Wrong(
        {"recovery_region": None}, ("recovery_region", "production: must name a second region")
    ),
    "production by another name": Wrong(
        {"environment": "staging"}, ("environment", "must be production in the stack prod")
    ),
    "a database that nobody sized": Wrong({"database": None}, ("database", "say how they run")),
    "a cache that nobody sized": Wrong({"cache": None}, ("cache", "say how it runs")),
}

WORKLOAD = {
    "an unknown key": Wrong(
        {"services": {"web": {"prot": 80}}}, ("services.web.prot", "did you mean port?")
    ),
    "a key with upper case": Wrong(
        {"queues": {"Mails": {}}}, ("queues.Mails", "lower-case letters")
    ),
    "a port out of range": Wrong(
        {"services": {"web": {"port": 70000}}}, ("services.web.port", "at most 65535", "70000")
    ),
    "the name of the platform's own task": Wrong(
        {"jobs": {"database-setup": {"image": "a:1", "schedule": "rate(1 day)"}}},
        ("jobs.database-setup", "versions of one task", "choose another name"),
    ),
    "no port": Wrong({"services": {"web": {"port": ...}}}, ("services.web.port", "is missing")),
    "an image that is none": Wrong(
        {"services": {"web": {"image": "Web App"}}}, ("services.web.image", "'Web App'")
    ),
    "an image without a version": Wrong(
        {"services": {"web": {"image": "web"}}}, ("services.web.image", "web:<version>")
    ),
    "half a size": Wrong(
        {"services": {"web": {"cpu": 512}}}, ("services.web.memory_mib", "belong together")
    ),
    "a pair that Fargate has not": Wrong(
        {"services": {"web": {"cpu": 256, "memory_mib": 4096}}}, ("memory_mib", "512, 1024, 2048")
    ),
    "a pattern for a path": Wrong(
        {"services": {"web": {"routes": [{"paths": ["/api/*"]}]}}},
        ("services.web.routes.0.paths.0", "without `*`"),
    ),
    "kept answers behind a token": Wrong(
        {"services": {"web": {"routes": [{"paths": ["/me"], "cache": True}]}}},
        ("services.web.routes.0.cache", "needs auth: none"),
    ),
    "a rate limit that WAF does not take": Wrong(
        {"services": {"web": {"routes": [{"paths": ["/me"], "rate_limit": 9}]}}},
        ("services.web.routes.0.rate_limit", "at least 10"),
    ),
    "a route twice": Wrong(
        {"services": {"live": {"routes": [{"paths": ["/api/orders"]}]}}},
        ("services.live.routes.0.paths", "already a route of orders"),
    ),
    "a route that static files hide": Wrong(
        {"services": {"live": {"routes": [{"paths": ["/static/live"]}]}}},
        ("services.live.routes.0.paths", "bucket static"),
    ),
    "a reserved host": Wrong(
        {"services": {"live": {"routes": [{"hosts": ["staging"]}]}}},
        ("services.live.routes.0.hosts", "is reserved", "'staging'"),
    ),
    "too many conditions": Wrong(
        {"services": {"live": {"routes": [{"paths": ["/a", "/b", "/c"]}]}}},
        ("services.live.routes.0.paths", "6 condition values"),
    ),
    "too many routes": Wrong(
        {"services": {"live": {"routes": [{"paths": [f"/r{i}"]} for i in range(6)]}}},
        ("services.live.routes", "6 routes", "at most 5"),
    ),
    "a password in plain sight": Wrong(
        {"services": {"web": {"environment": {"MAIL_PASSWORD": "hunter2"}}}},
        ("services.web.environment.MAIL_PASSWORD", "uses.secrets"),
    ),
    "a variable of the platform": Wrong(
        {"services": {"orders": {"environment": {"DB_HOST": "localhost"}}}},
        ("services.orders.environment.DB_HOST", "set by the platform"),
    ),
    "an undefined database": Wrong(
        {"services": {"web": {"uses": {"databases": {"order": "read"}}}}},
        ("services.web.uses.databases", "did you mean orders?", "'order'"),
    ),
    "neither a switch nor a kind of client of the cache": Wrong(
        {"services": {"orders": {"uses": {"cache": "cluser"}}}},
        ("services.orders.uses.cache: must be true, false or cluster", "'cluser'"),
    ),
    "an undefined queue": Wrong(
        {"workers": {"stock": {"queue": "stock"}}}, ("workers.stock.queue", "stock-updates")
    ),
    "an undefined bucket": Wrong(
        {"services": {"web": {"uses": {"buckets": {"photos": "read"}}}}},
        ("services.web.uses.buckets", "not defined under buckets", "'photos'"),
    ),
    "an undefined topic": Wrong(
        {"subscriptions": [{"topic": "orders", "queue": "mails"}, *SUBSCRIPTIONS]},
        ("subscriptions.0.topic", "not defined under topics", "'orders'"),
    ),
    "an undefined service": Wrong(
        {"services": {"web": {"uses": {"services": ["account"]}}}},
        ("services.web.uses.services", "did you mean accounts?"),
    ),
    "a call to itself": Wrong(
        {"services": {"accounts": {"uses": {"services": ["accounts"]}}}},
        ("services.accounts.uses.services", "is the service itself", "localhost:"),
    ),
    "an access that is none": Wrong(
        {"services": {"web": {"uses": {"queues": {"mails": "both"}}}}},
        ("services.web.uses.queues.mails", "send, receive", "'both'"),
    ),
    "a stop longer than the visibility": Wrong(
        {"queues": {"stock-updates": {"visibility_timeout_seconds": 60}}},
        ("queues.stock-updates.visibility_timeout_seconds", "worker stock, 60"),
    ),
    "work longer than the visibility": Wrong(
        {"workers": {"stock": {"seconds_per_message": 200, "acceptable_latency_seconds": 900}}},
        ("queues.stock-updates.visibility_timeout_seconds", "seconds_per_message"),
    ),
    "a latency that cannot be kept": Wrong(
        {"workers": {"stock": {"acceptable_latency_seconds": 1}}},
        ("workers.stock.acceptable_latency_seconds", "at least seconds_per_message, 2"),
    ),
    "two readers of a queue": Wrong(
        {"workers": {"stock": {"queue": "mails", "stop_timeout_seconds": 30}}},
        ("workers.stock.queue", "already read by notifications"),
    ),
    "a worker's own queue once more": Wrong(
        {"workers": {"stock": {"uses": {"queues": {"stock-updates": "receive"}}}}},
        ("workers.stock.uses.queues", "leave it out", "'stock-updates'"),
    ),
    "a FIFO queue under a standard topic": Wrong(
        {"subscriptions": [{"topic": "order-events", "queue": "stock-updates"}, *SUBSCRIPTIONS]},
        ("subscriptions.0.queue", "standard topic"),
    ),
    "retention too long": Wrong(
        {"queues": {"mails": {"retention_days": 30}}}, ("queues.mails.retention_days", "at most 14")
    ),
    "an extension RDS has not": Wrong(
        {"databases": {"orders": {"extensions": ["uuid_ossp"]}}},
        ("databases.orders.extensions", "did you mean uuid-ossp?"),
    ),
    "a database of PostgreSQL's own": Wrong(
        {"databases": {"postgres": {}}}, ("databases.postgres", "choose another")
    ),
    "a login that PostgreSQL keeps": Wrong(
        {
            "services": {
                "pg-admin": {"image": "a:1", "port": 80, "uses": {"databases": {"orders": "read"}}}
            }
        },
        ("services.pg-admin", "cannot be a PostgreSQL login"),
    ),
    "pg_cron twice": Wrong(
        {
            "databases": {
                "orders": {"extensions": ["pg_cron"]},
                "accounts": {"extensions": ["pg_cron"]},
            }
        },
        ("databases.accounts.extensions", "already in orders"),
    ),
    "a lock where files are replaced": Wrong(
        {"buckets": {"static": {"lock_days": 7}}}, ("buckets.static.lock_days", "repository")
    ),
    "a storage class that is misspelt": Wrong(
        {"buckets": {"uploads": {"storage": [{"days": 30, "storage_class": "GLACIER_I"}]}}},
        ("buckets.uploads.storage.0.storage_class", "did you mean GLACIER_IR?"),
    ),
    "a move without its day": Wrong(
        {"buckets": {"uploads": {"storage": [{"storage_class": "GLACIER"}]}}},
        ("buckets.uploads.storage.0.days", "is missing"),
    ),
    "a storage class in place of moves": Wrong(
        {"buckets": {"uploads": {"storage": "GLACIER"}}},
        ("buckets.uploads.storage", "must be a list"),
    ),
    "a copy by another word": Wrong(
        {"buckets": {"uploads": {"replicated": False}}},
        ("buckets.uploads.replicated", "did you mean replicate?"),
    ),
    "expiry before the lock ends": Wrong(
        {"buckets": {"backups": {"expire_days": 7}}}, ("buckets.backups.expire_days", "lock_days")
    ),
    "static files without a path": Wrong(
        {"buckets": {"static": {"path": None}}}, ("buckets.static.path", "/static")
    ),
    "a site at the path of a service": Wrong(
        {
            "buckets": {"static": {"path": "/"}},
            "services": {"docs": {"routes": []}},
        },
        ("services.web.routes.0.paths", "is answered from bucket static"),
    ),
    "a schedule that is none": Wrong(
        {"jobs": {"nightly-report": {"schedule": "0 2 * * *"}}},
        ("jobs.nightly-report.schedule", "cron(minute hour"),
    ),
    "an unknown time zone": Wrong(
        {"jobs": {"nightly-report": {"timezone": "Europe/Berln"}}},
        ("jobs.nightly-report.timezone", "did you mean Europe/Berlin?"),
    ),
    "a name used twice": Wrong(
        {"jobs": {"web": {"image": "web:1", "schedule": "rate(1 day)"}}},
        ("jobs.web", "also the name of services.web"),
    ),
    "a filter with an unknown operator": Wrong(
        {
            "subscriptions": [
                {**SUBSCRIPTIONS[0], "filter": {"event": [{"starts-with": "order"}]}},
                *SUBSCRIPTIONS[1:],
            ]
        },
        ("subscriptions.0.filter.event: has an operator that AWS does not know", "prefix, suffix"),
    ),
    "a schedule with an hour that is none": Wrong(
        {"jobs": {"nightly-report": {"schedule": "cron(0 25 * * ? *)"}}},
        ("jobs.nightly-report.schedule: the hours must be 0 to 23, not '25'",),
    ),
    "a schedule with both days": Wrong(
        {"jobs": {"nightly-report": {"schedule": "cron(0 2 1 * 1 *)"}}},
        ("jobs.nightly-report.schedule: must have ? for the day of month or for the day of week",),
    ),
    "a prefix without its slash": Wrong(
        {"services": {"orders": {"uses": {"buckets": {"uploads": {"prefix": "invoices"}}}}}},
        ("services.orders.uses.buckets.uploads.prefix: must be folders with a closing slash",),
    ),
    "routes of a worker": Wrong(
        {"workers": {"notifications": {"routes": [{"paths": ["/n"]}]}}},
        ("workers.notifications.routes: is no key that exists; only a service answers requests",),
    ),
    "a JSON Web Token in plain sight": Wrong(
        {"services": {"web": {"environment": {"UPSTREAM": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.x"}}}},
        ("services.web.environment.UPSTREAM: looks like a secret", "'[not shown]'"),
    ),
    "an address with a password": Wrong(
        {"services": {"web": {"environment": {"UPSTREAM": "amqp://me:hunter2@mq.example.com"}}}},
        ("services.web.environment.UPSTREAM: looks like a secret", "'[not shown]'"),
    ),
    "the value of a secret instead of its name": Wrong(
        {"services": {"orders": {"uses": {"secrets": ["sk_live_51H8abcdefghijk"]}}}},
        ("services.orders.uses.secrets.0: must be lower-case letters", "'[not shown]'"),
    ),
    "a variable that AWS's SDKs read": Wrong(
        {"services": {"web": {"environment": {"AWS_ENDPOINT_URL_S3": "https://s3.example.com"}}}},
        ("services.web.environment.AWS_ENDPOINT_URL_S3: is set by the platform",),
    ),
    "a folder that the image needs": Wrong(
        {"services": {"web": {"writable_paths": ["/"]}}},
        ("services.web.writable_paths: would be an empty folder", "'/'"),
    ),
    "a user by name": Wrong(
        {"services": {"web": {"user": "nginx"}}},
        ("services.web.user: must be a user's number", "'nginx'"),
    ),
    "a user without quotes": Wrong(
        {"services": {"web": {"user": 1000}}},
        ("services.web.user: must be", "1000"),
    ),
    "a capability that Fargate does not grant": Wrong(
        {"services": {"web": {"capabilities": ["SYS_ADMIN"]}}},
        ("services.web.capabilities.0: must be", "'SYS_ADMIN'"),
    ),
    "a queue of a worker read by a service too": Wrong(
        {"services": {"live": {"uses": {"queues": {"mails": "receive"}}}}},
        ("services.live.uses.queues: is the queue of worker notifications",),
    ),
    "a topic that nobody hears": Wrong(
        {"subscriptions": SUBSCRIPTIONS[:2]},
        ("services.orders.uses.topics: reaches nobody", "'stock-changes'"),
    ),
    "a queue called url, sent to by a worker": Wrong(
        {
            "queues": {"url": {}},
            "workers": {"notifications": {"uses": {"queues": {"url": "send"}}}},
        },
        ("workers.notifications.uses: would be the name of two variables", "'QUEUE_URL'"),
    ),
    "more variables than a task holds": Wrong(
        {"services": {"web": {"environment": {f"V{n}": "x" * 100 for n in range(600)}}}},
        ("services.web.environment: is too long: ECS takes a task definition of 64 KiB",),
    ),
    "a host that is another environment's domain": Wrong(
        {"reserved_hosts": ["www"], "services": {"web": {"routes": [{"hosts": ["staging"]}]}}},
        ("services.web.routes.0.hosts: staging.shop.example.com is the domain of",),
    ),
    "one folder twice": Wrong(
        {"services": {"web": {"writable_paths": ["/run/app", "/run/app"]}}},
        ("services.web.writable_paths: names /run/app twice", "keep one"),
    ),
    "a filter by a name that attributes do not have": Wrong(
        {
            "subscriptions": [
                {**SUBSCRIPTIONS[0], "filter": {"event name": ["paid"]}},
                *SUBSCRIPTIONS[1:],
            ]
        },
        ("subscriptions.0.filter.event name: must be the name of a message", "filter_scope"),
    ),
    "a filter by no name": Wrong(
        {
            "subscriptions": [
                {**SUBSCRIPTIONS[0], "filter": {"": ["paid"]}, "filter_scope": "MessageBody"},
                *SUBSCRIPTIONS[1:],
            ]
        },
        ("subscriptions.0.filter.: must be a name",),
    ),
    "an address for sign-in that only looks like this machine": Wrong(
        {
            "user_pools": {
                "people": {
                    "clients": {"app": {"flow": "code", "callbacks": ["http://localhost.evil/"]}}
                }
            }
        },
        ("user_pools.people.clients.app.callbacks.0: must begin with https://",),
    ),
    "an address for sign-in beyond ASCII": Wrong(
        {
            "user_pools": {
                "people": {
                    "clients": {
                        "app": {"flow": "code", "callbacks": ["https://example.com/caf\u00e9"]}
                    }
                }
            }
        },
        ("user_pools.people.clients.app.callbacks.0: must be", "in ASCII"),
    ),
    "a kind of event with a space at its end": Wrong(
        {"queues": {"mails": {"events": [{"source": "a.b", "detail_type": "Paid "}]}}},
        ("queues.mails.events.0.detail_type: must be one line of text, without a space at an end",),
    ),
    "a filter with nothing to match": Wrong(
        {
            "subscriptions": [
                {"topic": "order-events", "queue": "mails", "filter": {"event": []}},
                *SUBSCRIPTIONS[1:],
            ]
        },
        ("subscriptions.0.filter.event", "at least one"),
    ),
}


def _without_removed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_removed(item) for key, item in value.items() if item is not ...}
    return value


def _problems(settings: dict[str, Any], workload: dict[str, Any]) -> tuple[str, ...]:
    stack_file = YamlFile("Pulumi.prod.yaml", None, {})
    workload_file = YamlFile("config/workload.yaml", _without_removed(workload), {})
    with pytest.raises(ConfigError) as caught:
        check("prod", _without_removed(settings), stack_file, workload_file, SHOP)
    return caught.value.problems


@pytest.mark.parametrize("mistake", SETTINGS)
def test_a_mistake_in_the_stack_file_is_told_with_its_remedy(mistake: str) -> None:
    change, says = SETTINGS[mistake]
    problems = _problems(raw_settings(**change), raw_workload())
    assert len(problems) == 1, problems
    assert problems[0].startswith("Pulumi.prod.yaml: ")
    assert [text for text in says if text not in problems[0]] == []


@pytest.mark.parametrize("mistake", WORKLOAD)
def test_a_mistake_in_the_workload_is_told_with_its_remedy(mistake: str) -> None:
    change, says = WORKLOAD[mistake]
    problems = _problems(raw_settings(), raw_workload(**change))
    assert len(problems) == 1, problems
    assert problems[0].startswith("config/workload.yaml: ")
    assert [text for text in says if text not in problems[0]] == []


def test_a_value_that_looks_like_a_password_is_not_repeated() -> None:
    change = WORKLOAD["a password in plain sight"].change
    assert "hunter2" not in "".join(_problems(raw_settings(), raw_workload(**change)))


def test_all_mistakes_of_both_files_are_told_at_once() -> None:
    settings = raw_settings(region="mars", retention={"logs_days": 7}, network={"nat": "all"})
    workload = raw_workload(services={"web": {"port": 0}}, queues={"mails": {"delay": 1}})
    found = "\n".join(_problems(settings, workload))
    for path in ("region", "network.nat", "services.web.port", "queues.mails.delay"):
        assert f" {path}: " in found


def test_a_mistake_in_one_program_does_not_hide_a_rule_that_another_breaks() -> None:
    uses = {"databases": {"orders": None, "order": "write"}, "services": ["web"]}
    workload = raw_workload(services={"web": {"port": 0}, "docs": {"uses": uses}})
    del workload["services"]["docs"]["uses"]["databases"]["orders"]
    found = _problems(raw_settings(), workload)
    assert [problem.split(": ")[1] for problem in found] == [
        "services.web.port",
        "services.docs.uses.databases",
    ]


def test_a_mistake_in_a_setting_hides_none_of_what_both_files_must_agree_on() -> None:
    changed = raw_settings(
        database={"storage_gib": 1}, network={"cidr": "10.30.0.0/16"}, sizes={"nobody": {}}
    )
    found = _problems(changed, raw_workload())
    assert [problem.split(": ")[1] for problem in found] == [
        "database.storage_gib",
        "network.cidr",
        "sizes.nobody",
    ]


def test_a_section_that_was_typed_wrongly_is_read_as_what_was_meant() -> None:
    workload = raw_workload()
    workload["databses"] = workload.pop("databases")
    [problem] = _problems(raw_settings(), workload)
    assert "databses: is no key that exists; did you mean databases?" in problem


@pytest.mark.parametrize(
    "variable",
    [
        {"MAX_TOKENS": "4096"},
        {"TOKEN_ISSUER": "https://login.example.com/"},
        {"SECRET_NAME": "payment-provider-key"},
        {"FEATURE_TOKEN": "true"},
    ],
)
def test_what_is_no_secret_is_taken(variable: dict[str, str]) -> None:
    workload = raw_workload(services={"web": {"environment": variable}})
    files = YamlFile("Pulumi.prod.yaml", None, {}), YamlFile("config/workload.yaml", workload, {})
    assert check("prod", raw_settings(), *files, SHOP).stack == "prod"


@pytest.mark.parametrize("domain", ["shop.xn--p1ai", "xn--mnchen-3ya.example.com"])
def test_a_domain_in_another_script_is_taken(domain: str) -> None:
    files = YamlFile("Pulumi.prod.yaml", None, {}), YamlFile("w", raw_workload(), {})
    assert check("prod", raw_settings(domain=domain), *files, SHOP).settings.domain == domain


def test_two_origins_need_an_edge() -> None:
    found = "\n".join(_problems(raw_settings(edge=None), raw_workload()))
    assert "gateway.cors.allowed_origins: without an edge" in found
    assert "one origin only" in found


def test_the_checked_in_files_are_right() -> None:
    for stack in ("staging", "prod"):
        files = YamlFile(f"Pulumi.{stack}.yaml", None, {}), YamlFile("w", raw_workload(), {})
        platform = check(stack, raw_settings(stack), *files, SHOP)
        assert platform.stack == stack


def test_a_rate_limit_needs_the_firewall_that_counts() -> None:
    settings = make_settings("staging", waf=None)
    problems = list(cloud_problems(make_workload(), settings, "staging"))
    assert [problem.key for problem in problems] == ["waf"]
    assert "routes of accounts have a rate_limit" in problems[0].remedy
