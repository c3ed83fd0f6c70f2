"""Issuers, scopes and claims: what can be written, and how a mistake is told."""

from typing import Any

import pytest

from config import LocalSettings
from tests.config.gateway.told import told
from tests.factories import raw_settings

STAFF = {
    "issuer": "https://staff.example.com/",
    "jwks_endpoint": "https://staff.example.com/keys",
    "audience": None,
}


def test_a_route_names_its_issuer_scope_and_claims() -> None:
    claims = {"role": "admin", "cognito:groups": ["admins"], "https://a.example.com/tier": "gold"}
    route = {"issuer": "staff", "scopes": ["pay:write"], "claims": claims}
    assert told(route, issuers={"staff": STAFF}) == ()


@pytest.mark.parametrize(
    ("route", "gateway", "says"),
    [
        ({"issuer": "staff"}, {}, ("gateway.issuers", "lacks staff", "routes of docs", "got []")),
        (
            {"issuer": "staf"},
            {"issuers": {"staff": STAFF}},
            ("gateway.issuers", "lacks staf", "did you mean staff?"),
        ),
        ({"issuer": "Staff"}, {}, ("routes.0.issuer", "lower-case", "'Staff'")),
        ({"issuer": "staff", "auth": "none"}, {}, ("routes.0.issuer", "auth: required", "'staff'")),
        ({"scopes": ["a"], "auth": "none"}, {}, ("routes.0.scopes", "auth: required")),
        ({"claims": {"a": "b"}, "auth": "none"}, {}, ("routes.0.claims", "auth: required")),
        ({"scopes": ["a", "b"]}, {}, ("routes.0.scopes", "must be one")),
        ({"scopes": ["a b"]}, {}, ("routes.0.scopes.0", "without spaces", "'a b'")),
        ({"scopes": "a"}, {}, ("routes.0.scopes", "must be a list", "'a'")),
        ({"scopes": None}, {}, ("routes.0.scopes", "must not be null")),
        ({"scope": ["a"]}, {}, ("routes.0.scope", "did you mean scopes?")),
        ({"claims": {"role": ["a", "b"]}}, {}, ("routes.0.claims.role", "must be one text")),
        ({"claims": {"role": []}}, {}, ("routes.0.claims.role", "must be one text", "[]")),
        ({"claims": {"role": True}}, {}, ("routes.0.claims.role", "in quotes")),
        ({"claims": {"role": 1}}, {}, ("routes.0.claims.role", "in quotes", "1")),
        ({"claims": {"role": None}}, {}, ("routes.0.claims.role", "must not be null")),
        ({"claims": {"role": 'a"b'}}, {}, ("routes.0.claims.role", "without quotes")),
        ({"claims": {"a b": "c"}}, {}, ("routes.0.claims", "the name of a claim", "'a b'")),
        ({"claims": {"aud": "c"}}, {}, ("routes.0.claims.aud", "audience of the issuer")),
        ({"claims": {"exp": "c"}}, {}, ("routes.0.claims.exp", "leave it out")),
        ({"claims": {"scope": "c"}}, {}, ("routes.0.claims.scope", "scopes")),
        (
            {"claims": {f"c{number}": "a" for number in range(9)}},
            {},
            ("routes.0.claims", "at most 8"),
        ),
        ({}, {"issuers": {"staff": None}}, ("gateway.issuers.staff", "must not be null")),
        (
            {},
            {"issuers": {"staff": {**STAFF, "audiance": "a"}}},
            ("issuers.staff.audiance", "did you mean audience?"),
        ),
        (
            {},
            {"issuers": {"staff": {**STAFF, "jwks_endpoint": "https://10.0.0.5/keys"}}},
            ("gateway.issuers.staff.jwks_endpoint", "on the internet"),
        ),
        (
            {},
            {"issuers": {"staff": {**STAFF, "scope_claim": "scopes"}}},
            ("gateway.issuers.staff.scope_claim", "scope, scp"),
        ),
    ],
    ids=str,
)
def test_a_mistake_is_told_with_its_place_and_remedy(
    route: dict[str, Any], gateway: dict[str, Any], says: tuple[str, ...]
) -> None:
    problems = told(route, **gateway)
    assert [each for each in problems if all(part in each for part in says)], problems
    assert len(problems) == 1, problems


def test_without_an_issuer_for_all_each_route_names_one() -> None:
    [problem] = told({"issuer": "staff"}, jwt=None, issuers={"staff": STAFF})
    assert "gateway.jwt: " in problem
    assert "write issuer: staff on them" in problem
    assert "docs" not in problem


def test_an_issuer_on_docker_has_addresses_of_its_own_below_the_gateway_s() -> None:
    issuers = {
        "staff": {"audience": None},
        "customers": {"audience": "shop", "issuer": "https://c/"},
    }
    settings = LocalSettings.model_validate(raw_settings("dev", gateway={"issuers": issuers}))
    found = settings.resolved().gateway
    assert found.issuers["staff"].issuer == "https://localhost:8443/staff/"
    keys = "https://localhost:8443/staff/.well-known/jwks.json"
    assert found.issuers["staff"].jwks_endpoint == keys
    assert found.issuers["customers"].issuer == "https://c/"
    assert found.jwt is not None
    assert found.jwt.issuer == "https://localhost:8443/"
