"""The part of HAProxy's configuration that checks tokens; pure."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from config.gateway import GatewaySettings, JwtSettings
from planning import ClaimCheck, RoutePlan, claim_checks
from planning.identity import local_client_id

_TOKEN = "var(txn.token)"


def key_sets(settings: GatewaySettings, key_set: str) -> Iterator[str]:
    """Yields rules that publish the keys of the stack, where each issuer says that they are."""
    paths = ["/" + each.jwks_endpoint.split("/", 3)[-1] for each in _all(settings)]
    for path in dict.fromkeys(paths):
        yield (
            "    http-request return status 200 content-type application/json "
            f"string '{key_set}' if {{ path {path} }}\n"
        )


def jwt_rules(settings: GatewaySettings, routes: Sequence[RoutePlan], key: str) -> Iterator[str]:
    """Yields rules that answer 401 to a request of a guarded route without a token that is valid
    now, from the route's own issuer, and with the claims that the route asks for.

    The algorithm is named here, never taken from the token. A token must have an expiry; `nbf`
    counts if it is there, as at the load balancer.
    """
    guarded = sorted((r for r in routes if r.auth == "required"), key=lambda r: r.identity)
    by_issuer: dict[str | None, list[RoutePlan]] = {}
    for route in guarded:
        by_issuer.setdefault(route.issuer, []).append(route)
    if not guarded:
        return
    yield "    # Tokens."
    yield f"    acl guarded {_is_one_of(guarded)}"
    yield "    http-request set-var(txn.token) http_auth_bearer if guarded"
    yield f"    http-request set-var(txn.algorithm) {_TOKEN},jwt_header_query('$.alg') if guarded"
    yield from _claims()
    yield "    http-request set-var(txn.now) date() if guarded"
    refuse = _refusal("guarded")
    yield f"    {refuse} !{{ var(txn.algorithm) -m str ES256 }}"
    yield f'    {refuse} !{{ {_TOKEN},jwt_verify("ES256","{key}") 1 }}'
    for name, of_it in by_issuer.items():
        condition = "guarded" if len(by_issuer) == 1 else f"{{ {_is_one_of(of_it)} }}"
        yield from _issuer(_known(settings, name), _refusal(condition))
    yield f"    {refuse} !{{ var(txn.expires),sub(txn.now) gt 0 }}"
    yield f"    {refuse} {{ var(txn.starts),sub(txn.now) gt 0 }}"
    for route in guarded:
        checks = [*_client(route), *claim_checks(_known(settings, route.issuer), route)]
        for number, check in enumerate(checks):
            yield from _claim(route, f"txn.claim{number}", check)
    yield ""


def _all(settings: GatewaySettings) -> list[JwtSettings]:
    return list(settings.token_issuers().values())


def _known(settings: GatewaySettings, name: str | None) -> JwtSettings:
    issuer = settings.issuer(name)
    if issuer is None:
        raise ValueError(f"gateway: issuers: a route asks for {name or 'gateway.jwt'}, got none")
    return issuer


def _is_one_of(routes: Sequence[RoutePlan]) -> str:
    return f"var(txn.route) -m str {' '.join(route.identity for route in routes)}"


def _refusal(condition: str) -> str:
    return f"http-request deny deny_status 401 hdr www-authenticate Bearer if {condition}"


def _claims() -> Iterator[str]:
    texts: Mapping[str, str] = {"issuer": "iss", "audience": "aud"}
    for name, claim in texts.items():
        yield (
            f"    http-request set-var(txn.{name}) {_TOKEN},jwt_payload_query('$.{claim}') "
            "if guarded"
        )
    for name, claim in {"expires": "exp", "starts": "nbf"}.items():
        yield (
            f"    http-request set-var(txn.{name}) {_TOKEN},jwt_payload_query('$.{claim}','int') "
            "if guarded"
        )


def _issuer(issuer: JwtSettings, refuse: str) -> Iterator[str]:
    yield f"    {refuse} !{{ var(txn.issuer) -m str {issuer.issuer} }}"
    if issuer.audience is not None:
        yield f'    {refuse} !{{ var(txn.audience) -m str "{issuer.audience}" }}'


def _client(route: RoutePlan) -> list[ClaimCheck]:
    """Returns the check of the client of a user pool, whose ID here is made of names."""
    if route.client is None or route.issuer is None:
        return []
    return [ClaimCheck("client_id", "text", local_client_id(route.issuer, route.client))]


def _claim(route: RoutePlan, variable: str, check: ClaimCheck) -> Iterator[str]:
    """Yields rules that refuse a token without a claim. The query gives a list as JSON text, and
    a dot in a claim's name would be a step into an object."""
    condition = f"{{ {_is_one_of([route])} }}"
    name = check.name.replace(".", r"\.")
    query = f"{_TOKEN},jwt_payload_query('$.{name}')"
    yield f"    http-request set-var({variable}) {query} if {condition}"
    yield f"    {_refusal(condition)} !{{ var({variable}) {_match(check)} }}"


def _match(check: ClaimCheck) -> str:
    if check.form == "text":
        return f"-m str '{check.value}'"
    if check.form == "words":
        return f"-m reg '(^| ){re.escape(check.value)}( |$)'"
    return rf"-m reg '^\[(.*,)? *{re.escape(json.dumps(check.value))} *(,.*)?\]$'"
