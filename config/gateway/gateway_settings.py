"""Settings of the gateway, which all requests from outside pass."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Self

from pydantic import Field

from config.gateway.balancers import MOST_BALANCERS
from config.gateway.cors_settings import CorsSettings
from config.gateway.jwt_settings import JwtSettings, LocalJwtSettings
from config.gateway.mtls_settings import MtlsSettings
from config.gateway.private_settings import PRIVATE_LABEL, PrivateSettings
from config.values import Broken, KeyPath, Name, Section, TlsPolicy


class GatewaySettings(Section):
    """API gateway, which is the load balancer on AWS and HAProxy on Docker."""

    jwt: JwtSettings | None
    """Issuer of access tokens, for routes that name none. null: each route that asks for
    authentication must name one of `issuers`."""
    user_pool: Annotated[Name, Field(examples=["people"])] | None = None
    """User pool of the workload whose access tokens routes take that name no issuer, in place of
    `jwt`, which is null then. A change deploys nothing: rules change in place, and tokens of the
    former issuer are answered with 401. Absent: `jwt` names their issuer."""
    issuers: Mapping[Name, JwtSettings] = {}
    """Further issuers of access tokens by name, which `issuer` of a route names: staff and
    customers, for example. Default: none."""
    mtls: MtlsSettings | None = None
    """Authorities of client certificates, for routes with `auth: mtls`. Absent: no route may ask
    for one."""
    private: PrivateSettings | None = None
    """Load balancer and names of services that answer inside the network only (`private: true`).
    Absent: no service may. Docker has one gateway for all, and takes the names from here."""
    cors: CorsSettings
    """Cross-origin rules (CORS), which say what pages of other origins may call."""
    rate_limit_per_address: Annotated[int, Field(ge=10, le=2_000_000_000, examples=[2000])]
    """Number of requests that one client address may make in five minutes. Further ones are
    answered with 429. On AWS the firewall counts them, so this needs `waf`. Routes may have limits
    of their own."""
    idle_timeout_seconds: Annotated[int, Field(ge=1, le=4000, examples=[300])]
    """Seconds without traffic after which a connection is closed. A websocket must send pings more
    often."""
    tls_policy: TlsPolicy = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
    """Security policy of Elastic Load Balancing. All policies that can be chosen refuse TLS 1.0 and
    1.1. A policy with PQ adds, for clients that know it, a key exchange that a later quantum
    computer cannot undo."""

    load_balancers: Annotated[int, Field(ge=1, le=MOST_BALANCERS, examples=[4])] = 1
    """Number of load balancers over which the services with routes are spread, for workloads that
    outgrow one, which takes 100 target groups. More than one need `edge`, which sends each request
    to the right one; each costs a load balancer's hours. A service's place follows from its name
    and this number only. Changing it moves services to other load balancers, one in four from 3 to
    4: their target groups and rules are replaced, and they answer 404 or 503 for up to 30 minutes.
    Docker has
    one gateway, so it is 1 there. Default 1."""

    minimum_capacity_units: Annotated[int, Field(ge=100, le=15000, examples=[200])] | None = None
    """Load balancer capacity units (LCU) that each load balancer always has ready, for crowds that
    come within minutes; it grows beyond them by itself. A unit takes 25 new connections a second,
    3,000 open ones, or 1 GB an hour. They are paid every hour, used or not. The account needs
    `quotas.reserved_capacity_units`, of which AWS gives none unasked. Changing it works in place:
    AWS takes minutes to hours, and less only twice a day. It must be null on Docker. Default:
    none."""

    def rules(self) -> Iterator[Broken]:
        """Yields two issuers for routes that name none."""
        if self.jwt and self.user_pool:
            yield Broken(
                "user_pool",
                self.user_pool,
                "is the issuer for routes that name none, and so is `jwt`; write jwt: null, or "
                "name the pool as issuer on routes",
            )

    def of_mutual(self) -> Self:
        """Returns the settings of the load balancer that asks its clients for certificates: of
        tokens and of pages of other origins it knows nothing, and nothing is reserved for it."""
        cors = self.cors.model_copy(update={"allowed_origins": []})
        return self.model_copy(
            update={
                "jwt": None,
                "user_pool": None,
                "issuers": {},
                "minimum_capacity_units": None,
                "cors": cors,
            }
        )

    def of_private(self) -> Self:
        """Returns the settings of the load balancer of private services: it checks tokens as the
        others do, but knows nothing of pages of other origins, and nothing is reserved for it."""
        cors = self.cors.model_copy(update={"allowed_origins": []})
        return self.model_copy(update={"minimum_capacity_units": None, "cors": cors})

    @property
    def private_label(self) -> str:
        """The label below the environment's domain that has the names of private services."""
        return self.private.subdomain if self.private else PRIVATE_LABEL

    def token_issuers(self) -> dict[KeyPath, JwtSettings]:
        """Returns all issuers, by their places below `gateway`."""
        found: dict[KeyPath, JwtSettings] = {("jwt",): self.jwt} if self.jwt else {}
        return found | {("issuers", name): issuer for name, issuer in self.issuers.items()}

    def issuer(self, name: str | None) -> JwtSettings | None:
        """Returns the issuer with this name, or without a name the one of all other routes."""
        return self.jwt if name is None else self.issuers.get(name)


class LocalGatewaySettings(GatewaySettings):
    """API gateway, which is HAProxy on Docker and the load balancer on AWS."""

    jwt: LocalJwtSettings | None
    """Issuer of access tokens, for routes that name none. null: each route that asks for
    authentication must name one of `issuers`."""
    issuers: Mapping[Name, LocalJwtSettings] = {}
    """Further issuers of access tokens by name, which `issuer` of a route names. Default: none."""

    def resolved(self, address: str, pools: Iterable[str] = ()) -> Self:
        """Returns these settings with the issuers' own addresses, which follow from the gateway's
        where the file names none. User pools of the workload are issuers, too."""
        own = {name: LocalJwtSettings(audience=None) for name in pools} | dict(self.issuers)
        named = {name: each.at(f"{address}/{name}") for name, each in own.items()}
        jwt = self.jwt.at(address) if self.jwt else None
        return self.model_copy(update={"jwt": jwt, "issuers": named})
