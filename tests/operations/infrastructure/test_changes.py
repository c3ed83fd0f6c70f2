"""A changed line of a file shows in the row that a reader would look at, and nowhere by chance."""

from typing import Any, NamedTuple

import pytest

from tests.operations.infrastructure import documents

pytestmark = pytest.mark.xdist_group("infrastructure")

SETTINGS: dict[str, dict[str, Any]] = {
    "prod": {
        "network": {"cidr": "10.40.0.0/16", "zones": ["a", "b"]},
        "services": {"tasks_max": 12, "cpu": 4096, "memory_mib": 8192, "scale_cpu_percent": 60},
        "workers": {"spot_percent": 30, "alarm_queue_depth": 2500},
        "sizes": {"orders": {"tasks_min": 6}},
        "images": {"web": "1.4.2"},
        "database": {
            "instance_class": "db.r5.xlarge",
            "storage_gib": 200,
            "read_replicas": 2,
            "backup_window": "02:10-02:50",
            "maintenance_window": "mon:05:00-mon:06:00",
            "proxy": {"max_connections_percent": 70},
        },
        "cache": {
            "node_type": "cache.r6g.large",
            "eviction": "allkeys-lfu",
            "replicas": 1,
            "multi_az": False,
        },
        "production": {
            "without": {
                "cache.multi_az": {"reason": "a small shop, says Ada", "until": "2999-01-01"}
            }
        },
        "retention": {
            "logs_days": 180,
            "backups_days": 35,
            "snapshots_days": 9,
            "object_versions_days": 120,
        },
        "recovery": {"rto_minutes": 120, "rpo_minutes": 30},
        "backup": {"restore_test": "monthly"},
        "gateway": {
            "jwt": {"issuer": "https://id.example.net/"},
            "rate_limit_per_address": 3000,
            "idle_timeout_seconds": 200,
            "cors": {"allowed_origins": ["https://shop.example.net"]},
        },
        "edge": {"price_class": "PriceClass_All", "minimum_tls": "TLSv1.2_2025"},
        "alarms": {
            "budget_usd": 4200,
            "thresholds": {"database_cpu_percent": 75},
            "notify": {"critical": {"email": ["night@example.com"]}},
            "mute": {"sunday": {"starts": "cron(0 2 * * SUN)", "minutes": 90}},
        },
        "objectives": {"availability_percent": 99.5, "services": {"web": {"latency_seconds": 0.2}}},
        "tracing": {"sample_percent": 25},
        "hosted_zone_id": "Z0123456789ABCDEFGHIJ",
    },
    "staging": {
        "network": {"nat": "regional", "interface_endpoints": ["logs"]},
        "services": {"deployment": "blue_green", "bake_minutes": 5, "exec": False},
        "database": {"multi_az": True, "proxy": {}},
        "waf": {"managed_groups": ["AWSManagedRulesCommonRuleSet"]},
        "domain": "rehearsal.example.com",
        "recovery_region": "eu-west-3",
        "tags": {"owner": "rehearsers"},
    },
    "dev": {
        "docker": {
            "ports": {"database": 5433},
            "servers": {"database": "postgresql-17"},
            "init_scripts": "seeds",
            "memory_mib": {"cache": 192},
            "registry": "ghcr.io/shop",
        },
    },
}
WORKLOAD: dict[str, Any] = {
    "services": {
        "orders": {
            "port": 9090,
            "health_path": "/well",
            "routes": [{"paths": ["/api/orders"], "rate_limit": 50}],
            "migration": {"timeout_seconds": 120},
            "uses": {"secrets": ["payment-provider-key", "map-key"], "internet": [443, 587]},
        },
        "live": {"routes": [{"paths": ["/ws"], "auth": "none"}]},
        "web": {"environment": {"LOG_LEVEL": "debug"}, "uses": {"services": ["orders"]}},
        "admin": {"routes": [{"hosts": ["desk"], "paths": ["/admin"]}]},
    },
    "workers": {"stock": {"uses": {"databases": {"orders": "read"}}, "seconds_per_message": 3}},
    "jobs": {"nightly-report": {"schedule": "cron(30 4 * * ? *)", "timezone": "Europe/Paris"}},
    "databases": {"accounts": {"extensions": ["citext", "hstore"]}},
    "topics": {"returns": {}},
    "queues": {"mails": {"visibility_timeout_seconds": 90, "retention_days": 6, "max_receives": 7}},
    "buckets": {"archive": {"expire_days": 400, "lock_days": 60}},
    "reserved_hosts": ["www", "intranet"],
}


class Case(NamedTuple):
    """One changed line: the page, the part and the row that show it, with the text."""

    changed: str
    heading: str
    first: str
    shows: str
    page: str = ""


CASES = [
    Case("network.cidr", "Network", "Addresses", "10.40.0.0/16"),
    Case("network.cidr", "Address plan", "10.40.0.0/20", "private", "prod"),
    Case("network.zones", "Network", "Zones", "| eu-central-1a, eu-central-1b |"),
    Case("network.nat", "Network", "Way to the internet", "that AWS spreads over the zones"),
    Case("network.nat", "When a zone is lost", "Way out to the internet", "| goes on | goes on |"),
    Case("network.interface_endpoints", "Network", "Private endpoints of AWS", "`logs`, `s3` |"),
    Case("services.tasks_max", "Sizes", "web", "4 to 12 tasks"),
    Case("services.cpu", "Sizes", "web", "of 4 vCPU, 8 GB"),
    Case("services.cpu", "Compute", "web", "4 vCPU, 8 GB", "prod"),
    Case("services.scale_cpu_percent", "Horizontal: more tasks", "web", "CPU at 60 %"),
    Case("sizes.orders", "Horizontal: more tasks", "orders", "6 to 12 tasks"),
    Case("workers.spot_percent", "Tasks", "stock", "30 %", "prod"),
    Case("workers.alarm_queue_depth", "Horizontal: more tasks", "stock", "2,500 messages wait"),
    Case("images.web", "Images", "web", "`1.4.2`"),
    Case("database.instance_class", "The server", "Instance", "db.r5.xlarge"),
    Case("database.instance_class", "The server", "Connections at most", "3,599"),
    Case("database.storage_gib", "The server", "Storage", "200 GiB gp3"),
    Case("database.read_replicas", "The server", "Read replicas", "2 of"),
    Case("database.backup_window", "The server", "Automatic backups", "02:10-02:50"),
    Case("database.maintenance_window", "The server", "Maintenance", "mon:05:00-mon:06:00"),
    Case("database.proxy", "The server", "Proxy in front", "up to 70 %"),
    Case("database.multi_az", "The server", "Standby in another zone", "| yes | yes |"),
    Case("database.multi_az", "When a zone is lost", "Database", "| the standby takes over"),
    Case("cache.node_type", "Cache", "Nodes", "2 `cache.r6g.large`"),
    Case("cache.eviction", "Cache", "When memory is full", "allkeys-lfu"),
    Case("retention.snapshots_days", "Cache", "Snapshots", "kept 9 days"),
    Case("retention.logs_days", "Logs and traces", "Kept", "180 days"),
    Case("retention.backups_days", "Backups", "database `database`", "35 days"),
    Case("retention.object_versions_days", "How objects are kept", "Former versions", "120 days"),
    Case("recovery.rto_minutes", "Targets of recovery", "Works again within (RTO)", "2 hours"),
    Case("recovery.rpo_minutes", "Targets of recovery", "Writes that may be lost (RPO)", "30 min"),
    Case("backup.restore_test", "Targets of recovery", "Restoring is tried", "cron(0 8 1 * ? *)"),
    Case("recovery_region", "Targets of recovery", "Copies in a second region", "eu-west-3"),
    Case(
        "gateway.jwt.issuer", "Features of the gateway", "Tokens (JWT)", "https://id.example.net/"
    ),
    Case("gateway.jwt.issuer", "Named in the files", "id.example.net", "issues the tokens"),
    Case("gateway.rate_limit", "Features of the gateway", "Rate limit of an address", "3,000 in 5"),
    Case("gateway.idle", "Features of the gateway", "Idle connections end after", "200 s"),
    Case("gateway.cors", "Features of the gateway", "CORS", "https://shop.example.net"),
    Case("edge.price_class", "Components", "Edge", "PriceClass_All"),
    Case("edge.minimum_tls", "Domain and certificates", "Oldest TLS for visitors", "TLSv1.2_2025"),
    Case(
        "waf", "Features of the gateway", "Web application firewall", "| AWS WAF: `CommonRuleSet` |"
    ),
    Case("production.without", "Rules of production that are lifted", "cache.multi_az", "a small"),
    Case("alarms.budget_usd", "Monitoring", "Budget of a month", "4,200 USD"),
    Case("alarms.notify", "Monitoring", "Critical ones are told to", "night@example.com"),
    Case("alarms.mute", "Monitoring", "Nobody is told from", "`cron(0 2 * * SUN)` UTC for 90 min"),
    Case("alarms.thresholds", "Warnings", "[database-cpu](runbooks/database-cpu.md)", "above 75 %"),
    Case("objectives", "Service levels", "web", "within 200 ms"),
    Case("tracing", "Logs and traces", "Traced requests", "25 %"),
    Case("tracing", "Tasks", "web", "`otel-collector`", "prod"),
    Case("hosted_zone_id", "Domain and certificates", "DNS zone", "Z0123456789ABCDEFGHIJ"),
    Case("domain", "Addresses", "app.", "https://app.rehearsal.example.com"),
    Case("tags.owner", "Settings side by side", "tags.owner", "rehearsers"),
    Case("services.deployment", "Strategies", "Old tasks kept afterwards", "5 minutes"),
    Case("services.exec", "Security", "Shells in tasks", "| forbidden | forbidden |"),
    Case("docker.ports", "Ports", "database", "5432 (here 5433)"),
    Case("docker.servers", "Components", "Database", "postgres:17"),
    Case("docker.memory_mib", "Cache", "Nodes", "192 MiB"),
    Case("docker.registry", "Images", "Registry", "ghcr.io/shop"),
    Case("services.orders.port", "Services", "orders", "| 9090 | `/well` |"),
    Case("services.orders.port", "Containers of programs", "orders", "9090", "dev"),
    Case("services.orders.routes", "Routes", "/api/orders", "50 in 5 min"),
    Case("services.live.routes", "Routes", "`/ws` (websocket)", "| none |"),
    Case("services.admin.routes", "Addresses", "desk.", "https://desk.shop.example.com"),
    Case("services.orders.migration", "Migrations", "orders", "120 s"),
    Case("services.orders.secrets", "Secrets", "map-key", "`MAP_KEY`"),
    Case("services.web.environment", "Environment variables", "LOG_LEVEL", "`debug`"),
    Case("services.web.uses", "Services", "web", "| `orders` |"),
    Case("workers.stock.uses", "Who may read and write", "orders", "`stock`, `nightly-report`"),
    Case("workers.stock.uses", "Connections", "stock", "| read |", "prod"),
    Case("workers.stock.seconds", "Workers", "stock", "3 s"),
    Case(
        "jobs.schedule", "Scheduled jobs", "nightly-report", "`cron(30 4 * * ? *)` | Europe/Paris"
    ),
    Case("databases.extensions", "Who may read and write", "accounts", "`hstore`"),
    Case("topics", "Topics", "returns", "no"),
    Case("queues.mails", "Queues", "mails", "| 90 s | 6 days | 7 attempts"),
    Case("buckets.archive", "Storage", "archive", "after 400 days | 60 days"),
]


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The document after all of the changes, which are planned together."""
    folder = tmp_path_factory.mktemp("changed") / "project"
    return documents.document(documents.copy(folder, settings=SETTINGS, workload=WORKLOAD))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.changed}: {case.first}")
def test_a_change_shows_in_its_row(
    case: Case, changed: dict[str, str], shop: dict[str, str]
) -> None:
    line = documents.row(changed[case.page], case.heading, case.first)
    assert case.shows in line
    before = shop[case.page]
    if f"# {case.heading}\n" in before:
        assert line not in documents.part(before, case.heading).splitlines()


def test_changes_outside_of_tables_show(changed: dict[str, str], shop: dict[str, str]) -> None:
    page, before = changed[""], shop[""]
    for heading, text in (
        ("Reserved subdomains", "`www`, `intranet`"),
        ("How they come to be", "`seeds/`"),
        ("Ways out of programs", "port 587: `orders`"),
        ("Secrets", "`map-key`"),
    ):
        assert text in documents.part(page, heading)
        assert text not in documents.part(before, heading)
    first = page.split("## Overview")[0]
    assert "Only `orders`, `stock`, `nightly-report`; of them `orders` may write" in first
    assert "`/ws`" in first
    assert "night@example.com; nobody from `cron(0 2 * * SUN)` UTC for 90 minutes" in first


def test_the_cases_are_more_than_a_few_settings() -> None:
    assert len({case.changed for case in CASES}) >= 50
