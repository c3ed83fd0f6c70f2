"""The example with every section of both files, and edits of single keys of it."""

import copy
import functools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from config import CloudPlatform, ConfigError, Workload, loader
from config.checks import SETTINGS_KEY
from config.files import YamlFile, yaml_file
from config.settings import CloudSettings
from extension import Export, Offer, Team
from operations.plan import compare, document
from operations.plan.changes import Comparison
from stacks import cloud
from tests.documents import document_of
from tests.stacks import example
from tests.stacks.keys import Path

MODELS: Mapping[str, type[BaseModel]] = {"settings": CloudSettings, "workload": Workload}

_STATEMENTS = [
    {
        "actions": ["dynamodb:GetItem"],
        "resources": ["arn:${partition}:dynamodb:${region}:${account_id}:table/carts"],
    }
]
_NIGHTS = [
    {"cron": "cron(0 22 ? * * *)", "tasks_min": 1, "tasks_max": 1},
    {"cron": "cron(0 6 ? * * *)"},
]
_TENANT, _TEAM = (f"{digit * 8}-2222-3333-4444-555555555555" for digit in "12")
_SIZE = {"cpu": 512, "memory_mib": 1024}
_MORE: Mapping[tuple[str, ...], Any] = {
    ("settings", "network", "nat"): "instance",
    ("settings", "network", "nat_instance"): {},
    ("settings", "gateway", "issuers"): {
        name: {
            "issuer": f"https://{name}.example.com/",
            "jwks_endpoint": f"https://{name}.example.com/keys",
            "audience": "office",
        }
        for name in ("staff", "other")
    },
    ("settings", "gateway", "mtls"): {
        "authorities": "certs/partners.pem",
        "revocation_lists": {"partners": "certs/partners-revoked.pem"},
    },
    ("settings", "domains"): {"germany": {"name": "germany.example.com"}},
    ("settings", "gateway", "private"): {
        "allow_from": ["10.8.0.0/16"],
        "vpcs": ["vpc-0a1b2c3d4e5f60718"],
    },
    ("settings", "encrypted_calls"): {"until": "2036-11-30"},
    ("settings", "edge", "plan"): "business",
    ("settings", "edge", "cache_seconds"): {"/shop/img": 60},
    ("settings", "edge", "content_security_policy"): "frame-ancestors 'none'",
    ("settings", "edge", "response_headers"): {"Cross-Origin-Opener-Policy": "same-origin"},
    ("settings", "edge", "error_pages"): {"404": {"file": "pages/404.html"}},
    ("settings", "edge", "signing_keys"): {
        "films": {
            "public_keys": {"a": "certs/films.pem", "b": "certs/films-new.pem"},
            "signs": "a",
        }
    },
    ("settings", "edge", "countries"): {"allow": ["US", "DE", "FI"]},
    ("settings", "services", "deployment"): "canary",
    ("settings", "services", "shift_percent"): 10,
    ("settings", "services", "shift_minutes"): 5,
    ("settings", "services", "approvals"): [{"stage": "post_scale_up"}],
    ("settings", "services", "predictive_scaling"): "forecast_only",
    ("workload", "services", "shop", "verification"): {"command": ["shop", "verify"]},
    ("settings", "sizes"): {
        "prices": {"tasks_max": 3, "schedules": _NIGHTS},
        "shop": {},
        "mailer": {},
        "play": {"deployment": "rolling", "approvals": []},
    },
    ("settings", "services", "schedules"): _NIGHTS,
    ("settings", "workers", "schedules"): _NIGHTS,
    ("settings", "images"): {"shop": "1.2.0"},
    ("settings", "database", "proxy"): {},
    ("settings", "database", "parameters"): {"work_mem": 65536},
    ("settings", "database", "snapshot"): {"id": "shop-2026-11-27"},
    ("settings", "database_servers"): {
        "ledger": {
            "databases": ["ledger"],
            "proxy": {},
            "parameters": {"work_mem": 65536},
            "snapshot": {"id": "a"},
        },
        "books": {
            "aurora": {"min_acus": 1, "max_acus": 8},
            "parameters": {"work_mem": 65536},
        },
        "results": {"aurora": {"instance_class": "db.r8g.large", "storage": "io-optimized"}},
    },
    ("settings", "cache", "replicas"): 1,
    ("settings", "cache", "shards"): 2,
    ("settings", "search"): {
        "engine_version": "2.19",
        "instance_type": "r7g.large.search",
        "instances": 2,
        "storage_gib": 50,
        "multi_az": True,
        "master_type": "m7g.large.search",
    },
    ("settings", "caches"): {
        "sessions": {"node_type": "cache.t4g.small", "shards": None},
        "scores": {"serverless": {"max_gb": 5, "max_ecpu_per_second": 5000}},
    },
    ("settings", "backup"): {"vault": True, "buckets": True},
    ("settings", "recovery"): {},
    ("settings", "operators"): {},
    ("settings", "partners"): {
        "shipper": {"account_id": "444455556666"},
        **{
            name: {
                "account_id": account,
                "topics": {
                    each: f"arn:aws:sns:eu-central-1:{account}:{each}" for each in ("payments", "b")
                },
            }
            for name, account in (("bank", "222233334444"), ("other", "333344445555"))
        },
    },
    ("settings", "production"): {},
    ("settings", "quotas"): {"reserved_capacity_units": 15000},
    ("settings", "usage"): {},
    ("settings", "objectives"): {
        "services": {
            "shop": {"availability_percent": 99.5, "latency_percent": 99, "latency_seconds": 1}
        }
    },
    ("settings", "flags"): {"new_checkout": {"enabled": True}},
    ("settings", "flag_rollout"): {},
    ("settings", "user_pools"): {
        "people": {"plan": "plus", "callbacks": {"web": ["http://localhost:3000/"]}}
    },
    ("settings", "tracing"): {
        "programs": {"shop": 50},
        "exporter": "otlp",
        "endpoint": "https://otlp.example.com",
        "secret": "tracing-key",
    },
    ("settings", "alarms"): {
        "thresholds": {},
        "programs": {"shop": {}, "mailer": {}, "report": {}},
        "notify": {
            "critical": {
                "email": ["on-call@example.com"],
                "slack": {"workspace": "T0123ABCD", "channel": "C0123ABCD"},
                "teams": {"tenant": _TENANT, "team": _TEAM, "channel": "19%3aa%40thread.tacv2"},
                "pager": "https://pager.example.com/aws",
            },
        },
        "teams": {
            "billing": {
                "warning": {
                    "email": ["billing@example.com"],
                    "slack": {"workspace": "T0123ABCD", "channel": "C0000WXYZ"},
                    "teams": {"tenant": _TENANT, "team": _TEAM, "channel": "19%3ab%40thread.tacv2"},
                    "pager": "https://pager.example.com/billing",
                },
                "critical": {
                    "slack": {"workspace": "T0123ABCD", "channel": "C1111WXYZ"},
                    "teams": {"tenant": _TENANT, "team": _TEAM, "channel": "19%3ac%40thread.tacv2"},
                },
            },
        },
        "mute": {"sunday": {"starts": "cron(0 2 * * SUN)", "minutes": 60}},
    },
    ("workload", "services", "shop", "routes"): [
        {"hosts": ["@"], "paths": ["/shop"], "auth": "none"},
        {"paths": ["/api"], "scopes": ["shop:read"]},
        {
            "paths": ["/staff"],
            "issuer": "staff",
            "scopes": ["shop:write"],
            "claims": {"role": "admin"},
            "allow_from": ["203.0.113.0/24"],
        },
        {"paths": ["/other"], "issuer": "other", "scopes": ["shop:write"]},
        {"paths": ["/me"], "issuer": "people", "client": "web"},
    ],
    ("workload", "services", "shop", "cpu"): 512,
    ("workload", "services", "shop", "memory_mib"): 1024,
    ("workload", "services", "shop", "writable_paths"): ["/run/app"],
    ("workload", "services", "shop", "sidecars"): {
        "agent": {"image": "agent:1.0.0", "health": {"command": ["/check"]}}
    },
    ("workload", "services", "shop", "uses", "statements"): _STATEMENTS,
    ("workload", "services", "shop", "uses", "queues"): {"inbox": "receive"},
    ("workload", "services", "shop", "uses", "cache"): "cluster",
    ("workload", "services", "prices", "uses", "cache"): "cluster",
    ("workload", "services", "shop", "uses", "search_indexes"): {"products": "write"},
    ("workload", "services", "prices", "uses", "caches"): {
        "sessions": "cluster",
        "scores": "cluster",
    },
    ("workload", "services", "banks"): {
        "image": "banks:1.0.0",
        "port": 8080,
        "routes": [{"hosts": ["banks"], "paths": ["/"], "auth": "mtls"}],
    },
    ("workload", "services", "books"): {
        "image": "books:1.0.0",
        "port": 8080,
        "private": True,
        "routes": [{"hosts": ["books"], "paths": ["/"], "auth": "none"}],
    },
    ("workload", "services", "play"): {
        "image": "play:1.0.0",
        "port": 8090,
        "websocket": True,
        "sticky_minutes": 10,
        "routes": [{"hosts": ["play"], "paths": ["/ws"]}],
    },
    ("workload", "workers", "mailer"): {
        **_SIZE,
        "image": "mailer:1.0.0",
        "queue": "mails",
        "acceptable_latency_seconds": 60,
        "seconds_per_message": 1,
        "uses": {
            "databases": {"ledger": "read"},
            "caches": {"sessions": "cluster"},
            "search_indexes": {"products": "read"},
            "buckets": {"uploads": {"access": "read"}},
            "topics": {"events": "publish"},
            "mail": True,
            "services": ["prices"],
            "statements": _STATEMENTS,
        },
    },
    ("workload", "workers", "printer"): {
        "image": "printer:1.0.0",
        "queue": "letters",
        "acceptable_latency_seconds": 60,
        "seconds_per_message": 1,
    },
    ("workload", "jobs", "report"): {
        **_SIZE,
        "image": "report:1.0.0",
        "schedule": "rate(1 day)",
        "uses": {
            "databases": {"shop": "read"},
            "caches": {"sessions": "cluster"},
            "buckets": {"archive": {"access": "write"}},
            "topics": {"events": "publish"},
            "statements": _STATEMENTS,
        },
    },
    ("workload", "buckets", "archive"): {
        "purpose": "archives",
        "storage": [{"days": 30, "storage_class": "GLACIER_IR"}],
        "events": [
            {"on": "created", "queue": "letters", "prefix": "in/", "suffix": ".pdf"},
            {"on": "removed", "topic": "events", "prefix": "out/"},
        ],
        "team": "billing",
        "shared_with": ["other"],
    },
    ("workload", "user_pools"): {
        "people": {
            "groups": ["admins"],
            "scopes": {"api": ["read", "write"]},
            "sender": "no-reply",
            "team": "billing",
            "shared_with": ["other"],
            "clients": {
                "web": {
                    "flow": "code",
                    "callbacks": ["@/signed-in"],
                    "sign_outs": ["@/"],
                    "scopes": ["api/read"],
                },
                "app": {"flow": "code", "callbacks": ["com.example.app://in"], "secret": True},
                "b": {"flow": "client_credentials", "scopes": ["api/read"]},
            },
        }
    },
    ("workload", "services", "shop", "uses", "user_pools"): {
        "people": {"access": "read", "client": "app", "secret": True}
    },
    ("workload", "flags"): {"new_checkout": {"team": "billing"}, "old_prices": {}},
    ("workload", "services", "shop", "uses", "flags"): ["new_checkout"],
    ("workload", "mail"): {"senders": ["no-reply"], "bounces": "inbox"},
    ("workload", "secrets"): {"card-key": {"team": "billing", "shared_with": ["other"]}},
    ("workload", "teams"): {"billing": {"tags": {"cost-center": "9300"}}, "other": {}},
    ("workload", "search_indexes"): {"products": {}, "other": {}},
    ("workload", "databases", "ledger"): {},
    ("workload", "databases", "other"): {},
    ("workload", "buckets", "static"): {"purpose": "static", "path": "/static"},
    ("workload", "buckets", "films"): {
        "purpose": "static",
        "path": "/films",
        "signed_with": "films",
    },
    ("workload", "services", "shop", "uses", "signing_keys"): ["films"],
    ("workload", "buckets", "site"): {
        "purpose": "static",
        "path": "/",
        "hosts": ["@", "@germany"],
        "fallback": "index.html",
    },
    ("workload", "redirects"): {"www": "@"},
    ("workload", "queues", "other"): {},
    ("workload", "queues", "alone"): {},
    ("workload", "queues", "letters"): {},
    ("workload", "queues", "inbox"): {
        "partner_topics": [{"partner": "bank", "topic": "payments", "filter": {"type": ["paid"]}}],
        "events": [
            {"source": "aws.guardduty", "detail_type": "GuardDuty Finding", "detail": {"id": ["a"]}}
        ],
    },
    ("workload", "subscriptions"): [
        {"topic": "events", "queue": "mails", "filter": {"type": ["paid"]}},
        {"topic": "events", "queue": "letters"},
        {"topic": "other", "queue": "other"},
    ],
    ("workload", "topics", "other"): {"partners": {"shipper": "publish"}},
}
"""Sections that the example leaves out, by file and path."""


TEAM = Team(
    exports={
        "other": Export(lambda platform: Offer(variables={"TABLE": "carts"}), variables=["TABLE"])
    }
)


@dataclass(frozen=True)
class Edit:
    """Another value of one key."""

    file: str
    path: Path
    value: Any


_STACK_FILE = yaml_file.read(example.FOLDER / f"Pulumi.{example.STACK}.yaml")


def _files() -> Mapping[str, dict[str, Any]]:
    files = {
        "settings": copy.deepcopy(_STACK_FILE.content["config"][SETTINGS_KEY]),
        "workload": copy.deepcopy(yaml_file.read(example.FOLDER / "workload.yaml").content),
    }
    for (file, *path), value in _MORE.items():
        _set(files[file], path, value)
    # Parts that several sections have in common are copied for each, as in a file: an edit of the
    # one would be an edit of all.
    unshared: Mapping[str, dict[str, Any]] = json.loads(json.dumps(files))
    return unshared


def _set(content: dict[str, Any], path: Iterable[str | int], value: Any) -> None:
    *parents, last = path
    section: Any = content
    for step in parents:
        section = section[step]
    section[last] = value


FILES = _files()


def platform(edits: Iterable[Edit] = ()) -> CloudPlatform | None:
    """Returns the checked environment with these edits; nothing if a check refuses it."""
    files = copy.deepcopy(dict(FILES))
    for edit in edits:
        _set(files[edit.file], edit.path, edit.value)
    workload = YamlFile(name="workload.yaml", content=files["workload"], lines={})
    try:
        found = loader.check(
            example.STACK,
            files["settings"],
            _STACK_FILE,
            workload,
            example.FOLDER,
            exports=TEAM.variables,
        )
    except ConfigError:
        return None
    assert isinstance(found, CloudPlatform)
    return found


def plan(of: CloudPlatform) -> document.Document:
    """Returns the document of a preview, with references in place of what AWS decides."""
    return document_of(lambda: cloud.build(of, TEAM), stack=example.STACK)


def compared(edited: CloudPlatform) -> Comparison:
    """Returns what differs between the previews of the example and of an edited one."""
    return compare(_before(), plan(edited), before_file="before.json")


def differs(edited: CloudPlatform) -> bool:
    """Returns true if an edit says something else than the example, whatever comes of it."""
    return (edited.settings, edited.workload) != (BASE.settings, BASE.workload)


def _checked() -> CloudPlatform:
    found = platform()
    assert found, "the example must pass the checks"
    return found


BASE = _checked()


@functools.cache
def _before() -> document.Document:
    return plan(BASE)
