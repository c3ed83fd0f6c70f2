"""Checks of the gateway's settings against the routes of the workload; pure."""

from collections.abc import Collection, Iterator, Mapping

from config.gateway.gateway_settings import GatewaySettings
from config.values import Broken, closest
from config.workload import Route, Service
from wording import listed


def issuer_problems(
    gateway: GatewaySettings, services: Mapping[str, Service], pools: Collection[str] = ()
) -> Iterator[Broken]:
    """Yields routes that ask for a token of an issuer that the environment does not have. `pools`
    are the user pools of the workload, which issue tokens too."""
    known = [*gateway.issuers, *pools]
    unnamed = _services(services, None)
    if unnamed and gateway.jwt is None and gateway.user_pool is None:
        names = f", write issuer: {' or '.join(known)} on them" * bool(known)
        yield Broken(
            "gateway.jwt",
            None,
            f"routes of {', '.join(unnamed)} ask for authentication; name the token's issuer"
            f"{names}, or write auth: none on them",
            reads=("services.*.routes", "gateway.user_pool"),
        )
    asked = {route.issuer for _, route in _guarded(services) if route.issuer}
    absent = [
        f"{name}, whose tokens routes of {', '.join(_services(services, name))} ask for"
        f"{closest(name, known)}"
        for name in sorted(asked - set(known))
    ]
    # Without any issuer that is one mistake.
    for listing in [absent] if absent and not known else [[each] for each in absent]:
        yield Broken(
            ("gateway", "issuers"),
            sorted(gateway.issuers),
            f"lacks {listed(listing)}; add {'it' if len(listing) == 1 else 'them'}",
            reads=("user_pools", "services.*.routes.*.client"),
        )


def _services(services: Mapping[str, Service], issuer: str | None) -> list[str]:
    return list(dict.fromkeys(name for name, r in _guarded(services) if r.issuer == issuer))


def _guarded(services: Mapping[str, Service]) -> Iterator[tuple[str, Route]]:
    """Yields the routes that ask for a token, each after its service's name."""
    for name, service in services.items():
        for route in service.routes:
            if route.auth == "required":
                yield name, route
