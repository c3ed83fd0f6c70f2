"""`gateway-check`: tests of a deployed environment from outside, as those who use it reach it."""

import http.client
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Annotated
from urllib.parse import urlsplit

import typer

from config import CloudPlatform
from config.domains import names_of
from config.gateway import mutual_hosts, outside_services
from operations.errors import Ended, OperationError
from operations.folder import PROJECT, Folder
from operations.pulumi_cli import cloud_platform
from planning import RoutePlan, full_name, plan_routes, public_hosts

_TIMEOUT = 10
_NO_HANDSHAKE = "handshake: "
"""The start of what is said of a connection that the other side ended over its certificate."""


@dataclass(frozen=True)
class Probe:
    """A request, and the answers that are right. It changes nothing, whatever the program does."""

    host: str
    path: str
    right: tuple[range, ...]
    reason: str
    refused: bool = False
    """True if the connection itself must fail, before there is an answer."""

    def is_right(self, answer: "int | str") -> bool:
        if isinstance(answer, str):
            return self.refused and answer.startswith(_NO_HANDSHAKE)
        return not self.refused and any(answer in each for each in self.right)


def gateway_check(
    stack: Annotated[str, typer.Argument(help="The stack: one of the Pulumi.<stack>.yaml files.")],
    address: Annotated[
        str, typer.Option(help="Ask this address for all names, such as http://127.0.0.1:8080.")
    ] = "",
    wait: Annotated[
        int, typer.Option(min=0, help="Seconds for which a wrong answer is asked for again.")
    ] = 120,
    folder: Folder = PROJECT,
) -> None:
    """Ask the deployed gateway: open paths must be well, and protected ones refuse a request
    without a token. Ends with status 2 if one answers otherwise."""
    wrong = 0
    until = time.monotonic() + wait
    for probe in probes(cloud_platform(folder, stack)):
        said = _asked(probe, address, until)
        wrong += said != "right"
        print(
            f"{'right' if said == 'right' else 'WRONG'}  {probe.host}{probe.path}  {probe.reason}"
            + ("" if said == "right" else f", got {said}"),
            flush=True,
        )
    if wrong:
        raise Ended(Ended.FOUND)


def probes(platform: CloudPlatform) -> Iterator[Probe]:
    """Yields a request for each host that answers without a token or leads to another one, and one
    for each route that asks for a token."""
    domain, further = platform.settings.domain, names_of(platform.settings.domains)
    workload = platform.workload
    for host, path in public_hosts.health_paths(workload).items():
        yield Probe(full_name(host, domain, further), path, (range(200, 400),), "is well")
    for host, target in workload.redirects.items():
        name = full_name(host, domain, further)
        yield Probe(name, "/", (range(301, 302),), f"leads to {target}")
    anywhere = full_name("@", domain)
    # Private services answer nobody outside, so nothing here can ask them.
    services = outside_services(workload.services)
    for plans in plan_routes(services, domain, further=further).values():
        for plan in plans:
            if plan.auth == "required":
                refused = (range(401, 402), range(403, 404))
                for host, path in product(_hosts(plan, further) or [anywhere], plan.paths):
                    yield Probe(host, path, refused, "refuses a request without a token")
    for label in mutual_hosts(workload.services):
        reason = "refuses a client without a certificate"
        yield Probe(full_name(label, domain, further), "/", (), reason, refused=True)


def _hosts(plan: RoutePlan, further: Mapping[str, str]) -> list[str]:
    """Returns the hosts at which a rule is asked: its first one, and one of each other domain."""
    others = {
        name: host
        for host in plan.hosts[1:]
        for name in further.values()
        if host == name or host.endswith(f".{name}")
    }
    return [*dict.fromkeys([*plan.hosts[:1], *others.values()])]


def _asked(probe: Probe, address: str, until: float) -> str:
    while True:
        answer = _ask(probe, address)
        if probe.is_right(answer):
            return "right"
        # A name or a distribution is known everywhere only after a while.
        if time.monotonic() >= until:
            return str(answer)
        time.sleep(2)


def _ask(probe: Probe, address: str) -> int | str:
    parts = urlsplit(address or f"https://{probe.host}")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise OperationError(f"--address must be http://HOST or https://HOST, got {address!r}")
    connection = (
        http.client.HTTPSConnection(
            parts.hostname, parts.port, timeout=_TIMEOUT, context=ssl.create_default_context()
        )
        if parts.scheme == "https"
        else http.client.HTTPConnection(parts.hostname, parts.port, timeout=_TIMEOUT)
    )
    try:
        connection.request("GET", probe.path, headers={"Host": probe.host})
        return connection.getresponse().status
    except (ssl.SSLError, ConnectionResetError) as error:
        # A certificate of the host that is not to be trusted is a fault of ours.
        own = isinstance(error, ssl.SSLCertVerificationError)
        return f"{'' if own else _NO_HANDSHAKE}{error or type(error).__name__}"
    except (OSError, http.client.HTTPException) as error:
        return str(error) or type(error).__name__
    finally:
        connection.close()
