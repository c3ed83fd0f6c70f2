"""The settings of the environments that a team had, in the form of their files."""

from dataclasses import dataclass
from typing import Any

from operations.adopt.draft import Draft

PLACEHOLDER_ACCOUNT = "000000000000"
PLACEHOLDER_DOMAIN = "example.com"
_GROUPS = (
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
    "AWSManagedRulesSQLiRuleSet",
)
_RECOVERY = {"eu-west-1": "eu-central-1", "us-east-1": "us-west-2"}


@dataclass(frozen=True)
class Given:
    """Facts that no file of a team says, and the command line may."""

    project: str
    region: str
    account: str = PLACEHOLDER_ACCOUNT
    domain: str = PLACEHOLDER_DOMAIN
    docker: str | None = None
    """The environment that runs on Docker, if there is one."""


def purpose(environment: str) -> str:
    """Returns what an environment of this name is for."""
    return "production" if environment.startswith("prod") else "staging"


def settings(environment: str, index: int, draft: Draft, given: Given) -> dict[str, Any]:
    """Returns the settings of an environment. `index` keeps their networks apart."""
    if environment == given.docker:
        return _docker(given)
    production = purpose(environment) == "production"
    own = dict(draft.environments.get(environment, {}))
    tasks = {"tasks_min": 2 if production else 1, "tasks_max": 4 if production else 2}
    domain = given.domain if production else f"{environment}.{given.domain}"
    found: dict[str, Any] = {
        "target": "aws",
        "environment": purpose(environment),
        "account_id": given.account,
        "region": given.region,
        "recovery_region": _RECOVERY.get(given.region, "eu-west-1") if production else None,
        "domain": own.pop("domain", domain),
        "hosted_zone_id": own.pop("hosted_zone_id", None),
        "tags": {"project": given.project, "owner": given.project, "cost_center": "1"},
        "protect": production,
        **_entry(own, index, draft, production),
        "services": {
            **tasks,
            "cpu": 256,
            "memory_mib": 512,
            "deployment": "rolling",
            "bake_minutes": 0,
            "exec": False,
            **own.pop("services", {}),
        },
        "workers": {"tasks_min": 1, "tasks_max": 2, "cpu": 256, "memory_mib": 512},
        "sizes": {name: size for name, size in own.pop("sizes", {}).items() if size},
        "images": own.pop("images", {}),
        **_data(draft, production),
        "retention": {
            "logs_days": 90 if production else 30,
            "backups_days": 30 if production else 7,
            "snapshots_days": 7 if production else 0,
            "object_versions_days": 90 if production else 30,
            **own.pop("retention", {}),
        },
        "docker": None,
    }
    return {**found, **own}


def _entry(own: dict[str, Any], index: int, draft: Draft, production: bool) -> dict[str, Any]:
    """Returns the network, and the way from the internet to the programs."""
    return {
        "network": {
            "cidr": f"10.{20 + 10 * index}.0.0/16",
            "zones": ["a", "b", "c"] if production else ["a", "b"],
            "nat": "per_zone" if production else "single",
            "interface_endpoints": "by_price",
            **own.pop("network", {}),
        },
        "gateway": {
            "jwt": None,
            "cors": {"allowed_origins": []},
            "rate_limit_per_address": 2000,
            "idle_timeout_seconds": 60,
            **own.pop("gateway", {}),
        },
        "edge": _edge(own, draft, production),
        "waf": {"managed_groups": list(_GROUPS)},
    }


def _edge(own: dict[str, Any], draft: Draft, production: bool) -> dict[str, Any] | None:
    """Returns CloudFront's settings, which files of a static bucket need."""
    static = any(each.get("purpose") == "static" for each in draft.sections["buckets"].values())
    wanted = static or (own.get("edge", {}) is not None and (production or "edge" in own))
    found = own.pop("edge", None) or {"price_class": "PriceClass_100"}
    return found if wanted else None


def _data(draft: Draft, production: bool) -> dict[str, Any]:
    """Returns the sizes of what holds data, or null for what the workload does not use."""
    database = {
        "engine_version": "16",
        "instance_class": "db.t4g.medium" if production else "db.t4g.micro",
        "storage_gib": 20,
        "storage_max_gib": 100,
        "multi_az": production,
        "read_replicas": 0,
        "proxy": None,
        "insights": "standard",
    }
    mysql = [n for n, x in draft.sections["databases"].items() if x.get("engine") == "mysql"]
    version = {"engine": "mysql", "engine_version": "8.4"}
    further: dict[str, Any] = {}
    if mysql and len(mysql) == len(draft.sections["databases"]):
        database = {**version, **{k: v for k, v in database.items() if k != "engine_version"}}
    elif mysql:
        further = {"database_servers": {"mysql": {"databases": mysql, **version}}}
    cache = {
        "engine": "valkey",
        "engine_version": "8.0",
        "node_type": "cache.t4g.micro",
        "replicas": 1 if production else 0,
        "multi_az": production,
    }
    return {
        "database": database if draft.sections["databases"] else None,
        **further,
        "cache": cache if uses_cache(draft) else None,
    }


def uses_cache(draft: Draft) -> bool:
    """Returns true if a program uses the cache."""
    return any(
        program.get("uses", {}).get("cache")
        for kind in ("services", "workers", "jobs")
        for program in draft.sections[kind].values()
    )


def _docker(given: Given) -> dict[str, Any]:
    """Returns the settings of the environment on Docker, where each program runs once."""
    task = {"tasks_min": 1, "tasks_max": 1, "cpu": 256, "memory_mib": 512}
    return {
        "target": "docker",
        "environment": "development",
        "account_id": None,
        "region": None,
        "recovery_region": None,
        "domain": "localhost",
        "hosted_zone_id": None,
        "tags": {"project": given.project, "owner": given.project, "cost_center": "1"},
        "protect": False,
        "network": None,
        "gateway": {
            "jwt": None,
            "cors": {"allowed_origins": []},
            "rate_limit_per_address": 20000,
            "idle_timeout_seconds": 60,
        },
        "edge": None,
        "waf": None,
        "services": {**task, "deployment": "rolling", "bake_minutes": 0, "exec": True},
        "workers": task,
        "sizes": {},
        "images": {},
        "database": None,
        "cache": None,
        "retention": None,
        "docker": {"messaging": "rabbitmq", "registry": None, "stand_ins": True},
    }
