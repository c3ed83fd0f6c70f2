"""Builds the architecture on Docker, in which each part uses only the parts above it.

    Networks       one for each service and each part in use, joined by those that use it
    LocalData      PostgreSQL, Redis or Valkey, objects, RabbitMQ or a stand-in for SQS and SNS
    Traces         Jaeger, if the stack has `tracing`
    LocalPrograms  services, workers, jobs; each on the networks and with the keys of its `uses`
    Gateway        HAProxy, before the services that have routes

Services see the same variables as on AWS: `config/workload/contract.py`.
"""

from typing import Any

import pulumi

from components.local.containers import PROJECT, Machine, Networks, NetworksArgs
from components.local.data import OBJECTS_PORT
from components.local.gateway import Gateway, GatewayArgs
from components.local.traces import Traces, TracesArgs
from config import LocalPlatform
from config.domains import names_of
from config.gateway import JwtSettings
from config.joint.identity import ACCESS_TOKEN
from config.workload import Workload
from extension import NOTHING, Team, exports
from planning import bucket_name, selection
from planning.identity import local_client_id
from stacks.on_docker import LocalData, LocalLinks, LocalPrograms

SECRET = "local-secret"
"""The name of the stack's one secret. `make up STACK=dev` makes it once; all passwords and keys are
derived from it."""
OWNER = "local-owner"
"""The name of the setting with the id of the project's folder; the command passes it with each
run."""


def build(platform: LocalPlatform, team: Team = NOTHING) -> dict[str, Any]:
    """Builds the environment on this machine; returns the facts that `make connect` and `status`
    need."""
    workload, settings = platform.workload, platform.settings
    machine = _machine(platform)
    running = selection.narrowed(workload, _only() or settings.docker.only)
    networks = Networks(
        "network",
        NetworksArgs(machine=machine, workload=running, tracing=settings.tracing is not None),
    )
    data = LocalData(platform, running, machine, networks)
    consoles = data.consoles()
    if settings.tracing is not None:
        consoles["traces"] = Traces("traces", TracesArgs(machine=machine, networks=networks)).page
    for notice in exports.local_notices(team.exports, running):
        pulumi.log.warn(notice)
    issuers = {name: each.issuer for name, each in settings.gateway.issuers.items()}
    links = LocalLinks(
        machine=machine, workload=workload, data=data, exports=team.exports, issuers=issuers
    )
    programs = LocalPrograms(platform, running, machine, networks, links)
    site = running.site()
    gateway = Gateway(
        "gateway",
        GatewayArgs(
            machine=machine,
            networks=networks,
            settings=settings.gateway,
            services=running.services,
            static=_static(running, machine),
            objects_address=f"objects:{OBJECTS_PORT}",
            static_site=site[1] if site else None,
            redirects=running.redirects,
            authorities=platform.authorities,
            revocation_lists="".join(platform.revocation_lists.values()),
        ),
    )
    return {
        "urls": [gateway.url],
        # The certificate is public. As a secret, `up` does not print all of it every time.
        "certificate": pulumi.Output.secret(gateway.certificate),
        "token_key": gateway.token_key,
        "token_claims": _default_claims(platform),
        "token_issuers": _token_issuers(platform),
        "connections": pulumi.Output.secret(data.connections()),
        "consoles": pulumi.Output.secret(consoles),
        "environments": programs.environments(),
    }


def _static(workload: Workload, machine: Machine) -> dict[str, str]:
    """Returns the name of each static bucket by its path."""
    return {
        bucket.path: bucket_name(machine.project, name)
        for name, bucket in workload.buckets.items()
        if bucket.path
    }


def _claims(issuer: JwtSettings) -> dict[str, str | None]:
    return {"iss": issuer.issuer, "aud": issuer.audience}


def _default_claims(platform: LocalPlatform) -> dict[str, str | None] | None:
    """Returns the claims of tokens for routes that name no issuer. None if there are none."""
    gateway = platform.settings.gateway
    if gateway.user_pool is not None:
        return _token_issuers(platform)[gateway.user_pool]
    return _claims(gateway.jwt) if gateway.jwt else None


def _token_issuers(platform: LocalPlatform) -> dict[str, dict[str, str | None]]:
    return {
        name: _claims(each) | _of_pool(platform.workload, name)
        for name, each in platform.settings.gateway.issuers.items()
    }


def _of_pool(workload: Workload, name: str) -> dict[str, str | None]:
    """Returns the further claims of a user pool's tokens: those of its first client."""
    pool = workload.user_pools.get(name)
    if pool is None:
        return {}
    first = next(iter(pool.clients), None)
    of_client = {"client_id": local_client_id(name, first)} if first else {}
    return {**ACCESS_TOKEN, **of_client}


def _only() -> list[str]:
    """Returns the programs to which this one run is limited; an empty list means no limit."""
    return [name for name in (pulumi.Config().get("only") or "").split(",") if name]


def _machine(platform: LocalPlatform) -> Machine:
    settings, config = platform.settings, pulumi.Config()
    secret = config.get_secret(SECRET)
    if secret is None:
        if not pulumi.runtime.is_dry_run():
            raise pulumi.RunError(
                f"the stack {platform.stack} has no secret yet, from which its passwords are made; "
                f"`make up STACK={platform.stack}` makes one, or: "
                f"pulumi config set --secret plinth:{SECRET} $(openssl rand -hex 32)"
            )
        # A preview shows no password, so any value will do.
        secret = pulumi.Output.secret("preview")
    return Machine(
        owner=config.get(OWNER) or "nobody",
        folder=PROJECT,
        stack=platform.stack,
        project=settings.tags.project,
        name=settings.environment,
        domain=settings.domain,
        further_domains=names_of(settings.domains),
        settings=settings.docker,
        secret=secret,
    )
