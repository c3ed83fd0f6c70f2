"""Values that replace faulty ones in a stack file, so that the rest can be checked.

Nothing is ever built from them, because a file with a mistake is refused.
"""

from typing import Any

_CLOUD: dict[str, Any] = {
    "target": "aws",
    "environment": "staging",
    "account_id": "000000000000",
    "region": "us-east-1",
    "recovery_region": None,
    "domain": "stand-in.example",
    "hosted_zone_id": None,
    "tags": {"project": "stand-in", "owner": "stand-in", "cost_center": "stand-in"},
    "protect": True,
    "network": {
        "cidr": "10.255.0.0/16",
        "zones": ["a", "b"],
        "nat": "single",
        "interface_endpoints": [],
    },
    "gateway": {
        "jwt": {
            "issuer": "https://stand-in.example/",
            "jwks_endpoint": "https://stand-in.example/keys",
            "audience": None,
        },
        "cors": {"allowed_origins": []},
        "rate_limit_per_address": 2000,
        "idle_timeout_seconds": 60,
    },
    "edge": {"price_class": "PriceClass_100"},
    "waf": {"managed_groups": []},
    "services": {
        "tasks_min": 2,
        "tasks_max": 1000,
        "deployment": "rolling",
        "bake_minutes": 0,
        "exec": False,
    },
    "workers": {},
    "sizes": {},
    "images": {},
    "database": {
        "engine_version": "16",
        "instance_class": "db.t3.small",
        "storage_gib": 20,
        "storage_max_gib": 65536,
        "multi_az": True,
        "read_replicas": 0,
        "proxy": None,
        "insights": "standard",
    },
    "cache": {
        "engine": "valkey",
        "engine_version": "8.0",
        "node_type": "cache.t3.micro",
        "replicas": 1,
        "multi_az": True,
    },
    "retention": {
        "logs_days": 90,
        "backups_days": 35,
        "snapshots_days": 0,
        "object_versions_days": 90,
    },
    "docker": None,
}

_NOT_ON_DOCKER = (
    "account_id region recovery_region hosted_zone_id network edge waf database cache retention"
)
_LOCAL: dict[str, Any] = {
    **_CLOUD,
    **dict.fromkeys(_NOT_ON_DOCKER.split()),
    "target": "docker",
    "environment": "development",
    "domain": "localhost",
    "protect": False,
    "services": {**_CLOUD["services"], "tasks_min": 1, "tasks_max": 1},
    "docker": {"messaging": "rabbitmq", "registry": None},
}


def stand_in(target: object) -> dict[str, Any]:
    """Returns the stand-in for a file with this `target`."""
    return _LOCAL if target == "docker" else _CLOUD
