"""User pools held against routes, programs, mail and settings: what is told, and what is not."""

from typing import Any

import pytest

from config import ConfigError
from config.files.yaml_file import YamlFile
from config.joint.identity import pool_notices, pool_settings_problems
from config.loader import check
from tests.factories import SHOP, make_local_platform, make_platform, raw_settings, raw_workload

WEB: dict[str, Any] = {"flow": "code", "callbacks": ["docs/signed-in"]}
BATCH: dict[str, Any] = {"flow": "client_credentials", "scopes": ["api/read"]}


def told(
    pool: dict[str, Any] | None = None,
    route: dict[str, Any] | None = None,
    uses: Any = None,
    settings: dict[str, Any] | None = None,
    **workload: Any,
) -> tuple[str, ...]:
    """What is said of a shop with this pool, whose docs service has one route of its tokens."""
    people = {
        "groups": ["admins"],
        "scopes": {"api": ["read"]},
        "clients": {"web": WEB, "batch": BATCH},
        **(pool or {}),
    }
    docs: dict[str, Any] = {"routes": [{"hosts": ["docs"], "issuer": "people", **(route or {})}]}
    if uses is not None:
        docs["uses"] = {"user_pools": {"people": uses}}
    found = raw_workload(user_pools={"people": people}, services={"docs": docs}, **workload)
    files = YamlFile("Pulumi.prod.yaml", None, {}), YamlFile("workload.yaml", found, {})
    try:
        check("prod", raw_settings("prod", **(settings or {})), *files, SHOP)
    except ConfigError as error:
        return error.problems
    return ()


def test_a_route_takes_tokens_of_a_pool_by_its_name_alone() -> None:
    claims = {"cognito:groups": ["admins"]}
    assert told(route={"client": "web", "scopes": ["api/read"], "claims": claims}) == ()
    assert told(route={"scopes": ["openid"]}) == ()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"route": {"client": "wep"}}, ("routes.0.client", "did you mean web?")),
        ({"route": {"issuer": None, "client": "web"}}, ("client", "issuer names none")),
        ({"route": {"auth": "none", "issuer": None, "client": "web"}}, ("client", "required")),
        ({"route": {"scopes": ["api/write"]}}, ("scopes.0", "did you mean api/read?")),
        ({"route": {"scopes": ["orders:read"]}}, ("user_pools.people.scopes", "orders:read")),
        ({"route": {"claims": {"token_use": "id"}}}, ("claims.token_use", "leave it out")),
        ({"route": {"claims": {"client_id": "a"}}}, ("claims.client_id", "client")),
        (
            {"route": {"claims": {"cognito:groups": "admins"}}},
            ("must be a list", "[admins]"),
        ),
        (
            {"route": {"claims": {"cognito:groups": ["admin"]}}},
            ("no group of people", "did you mean admins?"),
        ),
        (
            {
                "route": {
                    "client": "web",
                    "scopes": ["api/read"],
                    "claims": {f"c{number}": "a" for number in range(8)},
                }
            },
            ("claims", "11", "checks 10"),
        ),
        ({"uses": {"client": "wep"}}, ("uses.user_pools.people.client", "did you mean web?")),
        ({"uses": {"client": "web", "secret": True}}, ("secret", "web has none")),
        ({"uses": {"secret": True}}, ("secret", "needs client")),
        ({"uses": "admin"}, ("access", "manage")),
        (
            {"pool": {"clients": {"web": {"flow": "code"}}}},
            ("clients.web.callbacks", "app/signed-in"),
        ),
        (
            {"pool": {"clients": {"web": {**WEB, "callbacks": ["dosc/in"]}}}},
            ("callbacks.0", "did you mean docs?"),
        ),
        (
            {"pool": {"clients": {"web": {**WEB, "callbacks": ["http://a.example.com/in"]}}}},
            ("callbacks.0", "https://"),
        ),
        (
            {"pool": {"clients": {"web": {**WEB, "callbacks": ["https://a.example.com/*"]}}}},
            ("callbacks.0", "without # and *"),
        ),
        (
            {"pool": {"clients": {"batch": {"flow": "client_credentials"}}}},
            ("clients.batch.scopes", "no token without one"),
        ),
        (
            {"pool": {"clients": {"batch": {**BATCH, "callbacks": ["docs/in"]}}}},
            ("clients.batch.callbacks", "nobody signs in"),
        ),
        (
            {"pool": {"clients": {"web": {**WEB, "scopes": ["api/raed"]}}}},
            ("clients.web.scopes.0", "there are api/read"),
        ),
        ({"pool": {"groups": ["a", "a"]}}, ("user_pools.people.groups", "twice")),
        ({"pool": {"mfa": "off"}}, ("user_pools.people.mfa", "none")),
        ({"pool": {"sender": "no-reply"}}, ("user_pools.people.sender", "mail.senders")),
        (
            {"settings": {"user_pools": {"poeple": {}}}},
            ("user_pools.poeple", "did you mean people?"),
        ),
        (
            {"settings": {"user_pools": {"people": {"callbacks": {"batch": ["https://a"]}}}}},
            ("callbacks.batch", "nobody signs in"),
        ),
        (
            {"settings": {"user_pools": {"people": {"threat_protection": "audit"}}}},
            ("threat_protection", "plan: plus"),
        ),
        (
            {"settings": {"user_pools": {"people": {"domain_prefix": "my-cognito"}}}},
            ("domain_prefix", "without aws, amazon and cognito"),
        ),
        (
            {
                "settings": {
                    "gateway": {
                        "issuers": {
                            "people": {
                                "issuer": "https://a.example.org/",
                                "jwks_endpoint": "https://a.example.org/keys",
                                "audience": None,
                            }
                        }
                    }
                }
            },
            ("gateway.issuers.people", "is a user pool"),
        ),
    ],
    ids=str,
)
def test_a_mistake_is_told_with_its_place_and_remedy(
    changes: dict[str, Any], says: tuple[str, ...]
) -> None:
    problems = told(**changes)
    assert [each for each in problems if all(part in each for part in says)], problems
    assert len(problems) == 1, problems


def test_a_program_that_uses_no_pool_of_the_workload_is_told() -> None:
    jobs = {"clean": {"image": "clean:1.0.0", "schedule": "rate(1 day)"}}
    jobs["clean"]["uses"] = {"user_pools": {"peple": "read"}}  # type: ignore[assignment]
    [problem] = told(jobs=jobs)
    assert "jobs.clean.uses.user_pools.peple: is no user pool; did you mean people?" in problem


def test_a_network_without_a_way_out_is_told() -> None:
    uses = {"docs": {"uses": {"user_pools": {"people": "read"}}}}
    found = make_platform("prod", workload={"user_pools": {"people": {}}, "services": uses})
    assert list(pool_settings_problems(found.workload, found.settings)) == []
    network = found.settings.network.model_copy(update={"nat": "none"})
    alone = found.settings.model_copy(update={"network": network})
    [broken] = pool_settings_problems(found.workload, alone)
    assert (broken.key, "docs without a way" in broken.remedy) == ("network.nat", True)


def test_what_a_pool_lacks_is_told_at_each_preview() -> None:
    pool = {"user_pools": {"people": {"clients": {"web": {**WEB, "callbacks": ["@/in"]}}}}}
    settings = {"user_pools": {"people": {"self_sign_up": True}}}
    on_aws = make_platform("prod", settings=settings, workload=pool)
    keys = [each.key for each in pool_notices(on_aws.workload, on_aws.settings)]
    assert keys == ["user_pools.people", "user_pools.people.sender"]
    on_docker = make_local_platform(workload=pool)
    [notice] = pool_notices(on_docker.workload, on_docker.settings)
    assert "no sign-in pages" in notice.remedy
    assert "make token ISSUER=people" in notice.remedy
