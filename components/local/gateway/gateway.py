"""The gateway of an environment on Docker: HAProxy, in front of all services that have routes.

Container   HAProxy, with the stack's own certificate and its own key for tokens
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pulumi
import pulumi_docker as docker

from components.local.containers import ContainerSpec, Health, Machine, Networks, keys, pulled, run
from components.local.gateway import haproxy_config
from config.buckets import StaticSite
from config.gateway import GatewaySettings
from config.workload import Service
from planning import full_name, plan_redirects, plan_routes

TYPE = "plinth:local:Gateway"


@dataclass(frozen=True, kw_only=True)
class GatewayArgs:
    """The inputs from which the gateway is built. Changing routes or settings replaces the
    container, and for a second there is no gateway."""

    machine: Machine
    networks: Networks
    settings: GatewaySettings
    services: Mapping[str, Service]
    static: Mapping[str, str]
    """The bucket that answers below each path prefix."""
    objects_address: str
    static_site: StaticSite | None = None
    """The site of the bucket at `/`, if there is one."""
    authorities: str = ""
    """Certificates (PEM) of the authorities whose clients may call routes with `auth: mtls`."""
    revocation_lists: str = ""
    """Lists (PEM) of certificates that these authorities have revoked, one after the other."""
    redirects: Mapping[str, str] = field(default_factory=dict)
    """Labels of hosts that lead to another one, with that."""


class Gateway(pulumi.ComponentResource):
    """The one entrance from outside the containers."""

    url: pulumi.Output[str]
    certificate: pulumi.Output[str]
    """The certificate that a client must trust (PEM), without its key."""
    token_key: pulumi.Output[str]
    """The private key (PEM) that signs the tokens it accepts; a secret."""

    def __init__(
        self, name: str, args: GatewayArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        domain, further = args.machine.domain, args.machine.further_domains
        plans = plan_routes(args.services, domain, args.settings.private_label, further)
        self._routes = [route for routes in plans.values() for route in routes]
        self._redirects = plan_redirects(args.redirects, domain, further)
        self._run_server()
        port = args.machine.settings.ports.gateway
        self.url = pulumi.Output.from_input(f"https://{domain}:{port}")
        both = args.machine.derive(self._certificate)
        self.certificate = pulumi.Output.unsecret(
            both.apply(lambda pem: pem[: pem.index("-----BEGIN PRIVATE KEY")])
        )
        self.token_key = args.machine.derive(keys.signing_key)
        self.register_outputs(
            {"url": self.url, "certificate": self.certificate, "token_key": self.token_key}
        )

    def _certificate(self, secret: str) -> str:
        domain = self._args.machine.domain
        hosts = {host for route in self._routes for host in route.hosts}
        hosts |= {each.host for each in self._redirects}
        hosts |= {*self._args.machine.further_domains.values()}
        return keys.certificate(secret, [domain, f"*.{domain}", *hosts])

    def _configuration(self, secret: str) -> str:
        args, domain = self._args, self._args.machine.domain
        site = args.static_site
        if site is not None:
            further = args.machine.further_domains
            names = tuple(full_name(host, domain, further) for host in site.hosts)
            site = replace(site, hosts=names)
        return haproxy_config.configuration(
            haproxy_config.Site(
                settings=args.settings,
                routes=self._routes,
                redirects=self._redirects,
                services={name: each for name, each in args.services.items() if each.routes},
                static=args.static,
                objects_address=args.objects_address,
                static_site=site,
                replicas={
                    name: overrides.replicas
                    for name, overrides in args.machine.settings.programs.items()
                },
                https_port=args.machine.settings.ports.gateway,
                key_set=keys.key_set(secret),
            )
        )

    def _authorities(self) -> dict[str, pulumi.Input[str]]:
        if self._args.settings.mtls is None:
            return {}
        files = {
            haproxy_config.AUTHORITIES: self._args.authorities,
            haproxy_config.REVOKED: self._args.revocation_lists,
        }
        return {path: content for path, content in files.items() if content}

    def _run_server(self) -> docker.Container:
        machine, ports = self._args.machine, self._args.machine.settings.ports
        return run(
            self._name,
            ContainerSpec(
                kind="infrastructure",
                image=pulled(self._name, machine.settings.image("gateway"), self),
                networks=self._args.networks.of(self._name),
                memory_mib=machine.settings.memory_mib.gateway,
                ports={
                    ports.gateway: haproxy_config.HTTPS,
                    ports.gateway_http: haproxy_config.HTTP,
                    ports.gateway_status: haproxy_config.STATUS,
                },
                files={
                    f"{haproxy_config.FOLDER}/haproxy.cfg": machine.derive(self._configuration),
                    haproxy_config.CERTIFICATE: machine.derive(self._certificate),
                    haproxy_config.TOKEN_KEY: machine.derive(keys.verifying_key),
                    **self._authorities(),
                },
                health=Health(
                    test=["CMD-SHELL", _ask(f"http://127.0.0.1:{haproxy_config.HTTP}/healthz")]
                ),
            ),
            machine=machine,
            parent=self,
        )


def _ask(url: str) -> str:
    """Returns a shell command that requests a URL: Alpine's images have wget, Debian's may have
    curl."""
    return f"wget -q -O /dev/null {url} || curl -fsS -o /dev/null {url}"
