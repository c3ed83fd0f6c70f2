"""Checks of user pools against routes, programs, mail and settings; pure."""

from collections.abc import Iterator

from config.identity import SCOPES_OF_PEOPLE, UserPool
from config.joint.identity.pool_tokens import issuing_pools, with_default_pool
from config.settings import CloudSettings, LocalSettings
from config.values import Broken, KeyPath, closest, dotted, lacking
from config.workload import Route, Workload

GROUPS = "cognito:groups"
_HOSTS = ("services.*.routes", "buckets")
"""Keys that say which hosts are answered."""
_ANYWAY = "is asked of every token of a user pool; leave it out"
_ELSEWHERE = {
    "token_use": _ANYWAY,
    "client_id": "is asked for by client; write the client's name there",
}
_CLAIMS = 10
"""Claims that the load balancer checks, beside `iss`, `exp` and the like."""


def pool_problems(workload: Workload) -> Iterator[Broken]:
    """Yields what user pools lack that routes and programs ask of them; paths are the
    workload's."""
    for name, service in workload.services.items():
        for at, route in enumerate(service.routes):
            yield from _route(route, ("services", name, "routes", at), workload)
    for each in workload.programs():
        for name, use in each.program.uses.user_pools.items():
            path: KeyPath = (*each.path, "uses", "user_pools", name)
            pool = workload.user_pools.get(name)
            if pool is None:
                hint = closest(name, workload.user_pools) or "; user_pools.<name> makes one"
                lacks = lacking("user_pools", name, workload.user_pools)
                yield Broken(path, use.access, f"is no user pool{hint}", lacks=lacks)
            elif use.client is not None:
                yield from _client((*path, "client"), use.client, pool, name)
                client = pool.clients.get(use.client)
                if use.secret and client and not client.has_secret:
                    remedy = f"is asked for, and {use.client} has none; write secret: true there"
                    reads = (f"user_pools.{name}.clients.{use.client}",)
                    yield Broken((*path, "secret"), True, remedy, reads)
    for name, pool in workload.user_pools.items():
        yield from _addresses(("user_pools", name), pool, workload)
        if pool.sender is not None:
            senders = workload.mail.senders if workload.mail else []
            if pool.sender not in senders:
                hint = closest(pool.sender, senders) or "; add it there"
                remedy = f"is none of mail.senders{hint}"
                yield Broken(
                    ("user_pools", name, "sender"),
                    pool.sender,
                    remedy,
                    ("mail.senders",),
                    "" if workload.mail else "mail",
                )


def default_pool_problems(workload: Workload, pool: str | None) -> Iterator[Broken]:
    """Yields what routes that name no issuer ask of a token that no token of the default pool can
    have; paths are the workload's."""
    found = with_default_pool(workload, pool)
    for name, service in found.services.items():
        for at, route in enumerate(service.routes):
            if workload.services[name].routes[at] != route:
                yield from _route(route, ("services", name, "routes", at), found)


def _route(route: Route, path: KeyPath, workload: Workload) -> Iterator[Broken]:
    """Yields what a route asks of a token that no token of the pool can have."""
    pool = workload.user_pools.get(route.issuer or "")
    if pool is None:
        if route.client is not None:
            remedy = "is a client of a user pool, and issuer names none; name one there"
            if not workload.user_pools:
                remedy = "is a client of a user pool, and there is none; write it under user_pools"
            reads = (f"{dotted(path)}.issuer", f"user_pools.{route.issuer}", "gateway.issuers")
            lacks = lacking("user_pools", route.issuer or "", workload.user_pools)
            yield Broken((*path, "client"), route.client, remedy, reads, lacks)
        return
    if route.client is not None:
        yield from _client((*path, "client"), route.client, pool, route.issuer or "")
    known = pool.scope_names()
    for at, scope in enumerate(route.scopes):
        if scope not in (*known, *SCOPES_OF_PEOPLE):
            hint = closest(scope, known) or f"; add it to user_pools.{route.issuer}.scopes"
            remedy = f"is no scope of {route.issuer}{hint}"
            place = f"user_pools.{route.issuer}.scopes"
            yield Broken((*path, "scopes", at), scope, remedy, reads=(place,))
    for claim, value in route.claims.items():
        if claim in _ELSEWHERE:
            yield Broken((*path, "claims", claim), value, _ELSEWHERE[claim])
    yield from _groups((*path, "claims", GROUPS), route, pool)
    count = len(route.claims) + len(route.scopes) + 1 + (route.client is not None)
    if count > _CLAIMS:
        remedy = (
            f"are {len(route.claims)}, with token_use, scopes and client {count}; the load "
            f"balancer checks {_CLAIMS} of a token; leave some to the service"
        )
        yield Broken((*path, "claims"), sorted(route.claims), remedy)


def _groups(path: KeyPath, route: Route, pool: UserPool) -> Iterator[Broken]:
    value = route.claims.get(GROUPS)
    if isinstance(value, str):
        remedy = f"must be a list, as tokens have it: [{value}]"
        yield Broken(path, value, remedy)
    elif value and value[0] not in pool.groups:
        hint = closest(value[0], pool.groups) or f"; add it to user_pools.{route.issuer}.groups"
        yield Broken(path, value[0], f"is no group of {route.issuer}{hint}")


def _client(path: KeyPath, client: str, pool: UserPool, name: str) -> Iterator[Broken]:
    if client not in pool.clients:
        hint = closest(client, pool.clients) or "; clients of the pool are made there"
        reads = (f"user_pools.{name}.clients.{client}",)
        yield Broken(path, client, f"is no client of the pool{hint}", reads)


def _addresses(path: KeyPath, pool: UserPool, workload: Workload) -> Iterator[Broken]:
    """Yields addresses at hosts that nothing answers."""
    routed = {
        label
        for service in workload.services.values()
        for route in service.routes
        for label in route.hosts
    }
    routed |= {label for bucket in workload.buckets.values() for label in bucket.hosts}
    for name, client in pool.clients.items():
        for key in ("callbacks", "sign_outs"):
            for at, each in enumerate(getattr(client, key)):
                label = each.partition("/")[0]
                if "://" not in each and label not in routed:
                    hint = closest(label, routed) or "; name it under hosts of a route"
                    remedy = f"is at {label}, which is no host of a route or a bucket{hint}"
                    place = (*path, "clients", name, key, at)
                    yield Broken(place, each, remedy, _HOSTS, f"hosts.{label}")


def pool_settings_problems(
    workload: Workload, settings: CloudSettings | LocalSettings
) -> Iterator[Broken]:
    """Yields settings of pools that do not exist, and issuers of the same name; paths are the stack
    file's."""
    default = settings.gateway.user_pool
    if default is not None and default not in workload.user_pools:
        hint = closest(default, workload.user_pools) or "; user_pools.<name> makes one"
        remedy = f"is no user pool of the workload{hint}"
        lacks = lacking("user_pools", default, workload.user_pools)
        yield Broken(("gateway", "user_pool"), default, remedy, lacks=lacks)
    for name in settings.gateway.issuers:
        if name in workload.user_pools:
            remedy = "is a user pool of the workload, whose tokens routes take by this name; rename"
            yield Broken(("gateway", "issuers", name), name, f"{remedy} one of them")
    if not isinstance(settings, CloudSettings):
        return
    for name, each in settings.user_pools.items():
        pool = workload.user_pools.get(name)
        if pool is None:
            hint = closest(name, workload.user_pools) or "; the workload makes one"
            remedy = f"is no user pool of the workload{hint}"
            lacks = lacking("user_pools", name, workload.user_pools)
            yield Broken(("user_pools", name), name, remedy, lacks=lacks)
            continue
        for client in each.callbacks:
            path: KeyPath = ("user_pools", name, "callbacks", client)
            yield from _client(path, client, pool, name)
            if client in pool.clients and pool.clients[client].flow == "client_credentials":
                yield Broken(path, client, "has flow: client_credentials, where nobody signs in")
    callers = [
        each.name
        for each in workload.programs()
        if any(use.access != "names" or use.secret for use in each.program.uses.user_pools.values())
    ]
    if callers and settings.network.nat == "none":
        yield Broken(
            "network.nat",
            "none",
            f"leaves {', '.join(callers)} without a way to the user pool, whose pages and tokens "
            "are on the internet; choose single or public_tasks",
        )


def pool_notices(workload: Workload, settings: CloudSettings | LocalSettings) -> Iterator[Broken]:
    """Yields what a user pool lacks in this environment, with paths of the workload's file."""
    workload = with_default_pool(workload, settings.gateway.user_pool)
    for name, pool in workload.user_pools.items():
        if isinstance(settings, LocalSettings):
            yield Broken(
                ("user_pools", name),
                len(pool.clients),
                "has no sign-in pages and no users on Docker: the gateway takes tokens of "
                f"`make token ISSUER={name}` there (docs/user-pools.md)",
            )
            continue
        used = any(name in each.program.uses.user_pools for each in workload.programs())
        if name not in issuing_pools(workload) and not used:
            yield Broken(
                ("user_pools", name),
                name,
                "gives out tokens that no route takes and no program knows; name it as issuer of "
                "a route, or under uses.user_pools",
            )
        signs_up = name in settings.user_pools and settings.user_pools[name].self_sign_up
        if pool.sender is None and signs_up and settings.environment == "production":
            yield Broken(
                ("user_pools", name, "sender"),
                None,
                "is left out, and Cognito's own address sends 50 mails a day at most, for the "
                "whole account: the 51st who signs up gets no code; name one of mail.senders",
            )
