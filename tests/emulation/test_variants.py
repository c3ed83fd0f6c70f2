"""Other choices in the settings come up in an emulated AWS just as well."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from aws_account.moto import Given, GivenDatabase, GivenNetwork
from emulation.emulation import emulate_function
from planning import found
from stacks import cloud
from tests.factories import make_platform

ZONE = "Z0123456789ABCDEFGHIJ"
NETWORK = GivenNetwork(
    region="eu-central-1",
    vpc="vpc-0a1b2c3d4e5f60718",
    cidr="10.20.0.0/16",
    subnets={
        f"subnet-000000{tier}{zone}": f"eu-central-1{zone}" for tier in "01" for zone in "abc"
    },
    route_tables=("rtb-0a1b2c3d",),
)
CERTIFICATES = {
    place: f"arn:aws:acm:{region}:111122223333:certificate/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
    for place, region in (("load_balancer", "eu-central-1"), ("edge", "us-east-1"))
}
KEYS = {
    use: f"arn:aws:kms:{region}:111122223333:key/1a2b3c4d-5e6f-7081-92a3-b4c5d6e7f809"
    for use, region in (("data", "eu-central-1"), ("edge", "us-east-1"), ("recovery", "eu-west-1"))
}
MASTER = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:rds!cluster-1a2b-a1B2c3"
SERVER: dict[str, Any] = {
    "identifier": "sales",
    "engine": "aurora-postgresql",
    "engine_version": "16.9",
    "address": "sales.cluster-c0a1b2c3d4e5.eu-central-1.rds.amazonaws.com",
    "security_group": "sg-0a1b2c3d4e5f60718",
    "master_secret": MASTER,
    "master_secret_key": KEYS["data"],
    "multi_az": True,
}
GIVEN = Given(
    network=NETWORK,
    certificates=dict.fromkeys(CERTIFICATES.values(), "shop.example.com"),
    keys=[*KEYS.values()],
    buckets={"shop-uploads-2024": "eu-central-1"},
    databases=[
        GivenDatabase(**SERVER, region="eu-central-1", port=5432, storage_gib=20, vpc=NETWORK.vpc)
    ],
)

VARIANTS: dict[str, dict[str, Any]] = {
    "a NAT gateway that spans the zones, and websockets on Friday nights": {
        "network": {"nat": "regional"},
        "encrypted_calls": {"until": "2036-11-30"},
        "gateway": {"minimum_capacity_units": 200},
        "quotas": {"reserved_capacity_units": 200},
        "sizes": {
            "live": {
                "deployment": "rolling",
                "scale_connections_per_task": 500,
                "schedules": [
                    {"cron": "cron(0 18 ? * FRI *)", "tasks_min": 8, "tasks_max": 20},
                    {"cron": "cron(0 4 ? * SAT *)"},
                ],
            }
        },
    },
    "a hosted zone, certificates and keys that exist, and NAT instances": {
        "hosted_zone_id": ZONE,
        "network": {"nat": "instance", "nat_instance": {"each_zone": True}},
        "bucket_namespace": "account-regional",
        "existing": {
            "certificates": CERTIFICATES,
            "keys": KEYS,
            "buckets": {"uploads": {"name": "shop-uploads-2024", "key": KEYS["data"]}},
        },
        "edge": {
            "signing_keys": {"films": {"public_keys": {"a": "a.pem", "b": "b.pem"}, "signs": "b"}},
            "error_pages": {"404": {"file": "404.html", "cache_seconds": 10}},
            "origin_failover": True,
        },
        "partners": {
            "bank": {
                "account_id": "222233334444",
                "topics": {"payments": "arn:aws:sns:eu-central-1:222233334444:payments"},
            }
        },
    },
    "Valkey, no firewall, no proxy, one region, tasks with public addresses in one zone": {
        "network": {"zones": ["a"], "nat": "public_tasks", "interface_endpoints": "by_price"},
        "gateway": {
            "mtls": {
                "authorities": "certs/partners.pem",
                "revocation_lists": {"partners": "certs/revoked.pem"},
            }
        },
        "cache": {"engine": "valkey", "engine_version": "8.0", "shards": 2},
        "waf": None,
        "database": {"proxy": None},
        "recovery_region": None,
    },
    "a database server of its own and one that exists, in a network that exists": {
        "gateway": {"private": {"allow_from": ["10.0.0.0/8"]}},
        "network": {
            "nat": "existing",
            "interface_endpoints": ["ecr.api"],
            "existing": {
                "vpc": NETWORK.vpc,
                "subnets": {
                    tier: {zone: f"subnet-000000{number}{zone}" for zone in "abc"}
                    for number, tier in enumerate(("private", "data"))
                },
                "route_tables": [*NETWORK.route_tables],
            },
        },
        "search": {
            "engine_version": "2.19",
            "instance_type": "r7g.large.search",
            "instances": 3,
            "storage_gib": 100,
            "multi_az": True,
        },
        "database_servers": {
            "accounts": {
                "databases": ["accounts"],
                "instance_class": "db.r6g.large",
                "storage_gib": 400,
                "storage_max_gib": 1000,
                "read_replicas": 1,
                "snapshot": {"id": "accounts-2026-11-27", "master_user": "accounts"},
                "parameters": {"work_mem": 65536, "max_connections": 400},
            }
        },
        "existing": {"database_servers": {"sales": {**SERVER, "databases": ["orders"]}}},
    },
}
WORKLOADS: dict[str, dict[str, Any]] = {
    "Valkey, no firewall, no proxy, one region, tasks with public addresses in one zone": {
        "services": {
            **{
                name: {"uses": {"cache": "cluster"}}
                for name in ("accounts", "live", "orders", "web")
            },
            "docs": {"routes": [{"hosts": ["docs"], "auth": "mtls"}]},
        }
    },
    "a NAT gateway that spans the zones, and websockets on Friday nights": {
        "services": {
            "live": {"sticky_minutes": 30},
            "accounts": {"uses": {"services": ["orders"]}},
        },
        "workers": {"notifications": {"protect_tasks": True}},
    },
    "a database server of its own and one that exists, in a network that exists": {
        "services": {
            "docs": {
                "private": True,
                "routes": [{"hosts": ["docs"]}],
                "uses": {"search_indexes": {"products": "read"}},
            }
        },
        "search_indexes": {"products": {}},
        "buckets": {
            "uploads": {
                "storage": [{"days": 0, "storage_class": "INTELLIGENT_TIERING"}],
                "replicate": False,
                "events": [
                    {"on": "created", "queue": "mails", "prefix": "in/", "suffix": ".pdf"},
                    {"on": "created", "queue": "mails", "suffix": ".jpg"},
                    {"on": "removed", "topic": "order-events"},
                ],
            }
        },
    },
    "a hosted zone, certificates and keys that exist, and NAT instances": {
        "mail": {"senders": ["no-reply"], "bounces": "payments"},
        "flags": {"new_docs": {"default": True}},
        "user_pools": {
            "people": {
                "groups": ["admins"],
                "scopes": {"api": ["read"]},
                "sender": "no-reply",
                "clients": {
                    "web": {"flow": "code", "callbacks": ["@/signed-in"], "secret": True},
                    "batch": {"flow": "client_credentials", "scopes": ["api/read"]},
                },
            }
        },
        "buckets": {"static": {"signed_with": "films"}},
        "topics": {"order-events": {"partners": {"bank": "subscribe"}}},
        "queues": {
            "payments": {
                "partner_topics": [{"partner": "bank", "topic": "payments"}],
                "events": [{"source": "aws.guardduty", "detail_type": "GuardDuty Finding"}],
            }
        },
        "services": {
            "docs": {
                "uses": {
                    "mail": True,
                    "flags": ["new_docs"],
                    "signing_keys": ["films"],
                    "user_pools": {"people": {"access": "read", "client": "web", "secret": True}},
                },
                "routes": [
                    {
                        "hosts": ["docs"],
                        "scopes": ["docs:read"],
                        "claims": {"groups": ["writers"]},
                        "allow_from": ["203.0.113.0/24", "2001:db8::/48"],
                    }
                ],
            }
        },
    },
}
"""Changes of the workload that go with a variant."""


@pytest.mark.thorough
@pytest.mark.parametrize("variant", VARIANTS)
def test_a_variant_comes_up(variant: str) -> None:
    platform = make_platform("prod", settings=VARIANTS[variant], workload=WORKLOADS.get(variant))
    platform = replace(
        platform,
        authorities="-----BEGIN CERTIFICATE-----\n",
        revocation_lists={"partners": "-----BEGIN X509 CRL-----\n"},
        error_pages={int(each): "<p>Gone" for each in found(platform.settings.edge).error_pages},
        signing_keys={
            name: dict.fromkeys(key.public_keys, "-----BEGIN PUBLIC KEY-----\n")
            for name, key in found(platform.settings.edge).signing_keys.items()
        },
    )

    def program() -> None:
        cloud.build(platform)

    zones = {ZONE: "shop.example.com"}
    with emulate_function(program, stack="prod", zones=zones, given=GIVEN) as emulation:
        became = Counter(attempt.became for attempt in emulation.attempts)
        differences = emulation.differences()
    assert set(became) == {"created", "recorded only"}
    assert became["created"] / became.total() >= 0.9
    assert differences == []
