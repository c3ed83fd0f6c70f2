"""An emulated account that is put back between tests, and the faults of an AWS that has them."""

import copy
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError
from moto.cloudwatch.models import cloudwatch_backends
from moto.rds.models import rds_backends
from moto.sns.models import sns_backends
from moto.ssm.models import ssm_backends

from aws_account.moto import Account
from operations.sites import Site, standing

NUMBER, REGION, COPIES = "111122223333", "eu-central-1", "eu-west-1"
PRIMARY, REPLICA = "shop-prod-database", "shop-prod-database-replica-1"
READS = ("Describe", "Get", "List")


@dataclass
class FakeClock:
    """A clock that is set forward by those who wait."""

    at: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC).replace(microsecond=0))
    waited: float = 0.0

    def now(self) -> dt.datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += dt.timedelta(seconds=seconds)
        self.waited += seconds


class Killed(BaseException):
    """The end of a process that nothing catches."""


@dataclass
class Faults:
    """The calls that are made while it is entered, and what becomes of them."""

    calls: list[str] = field(default_factory=list)
    """Every call that reached AWS, as `rds:PromoteReadReplica`."""
    before: Callable[[int, str], None] = lambda _, __: None
    """Called with the number and the name of a call before it is made."""
    after: Callable[[int, str], None] = lambda _, __: None

    def __enter__(self) -> "Faults":
        _ACTIVE.append(self)
        return self

    def __exit__(self, *_: object) -> None:
        _ACTIVE.remove(self)


_ACTIVE: list[Faults] = []
_CLIENTS: dict[tuple[str, str], Any] = {}


def _wrapped(client: Any, service: str) -> Any:
    send = client._make_api_call

    def sent(operation: str, params: Any) -> Any:
        if not _ACTIVE:
            return send(operation, params)
        faults, name = _ACTIVE[-1], f"{service}:{operation}"
        number = len(faults.calls)
        faults.before(number, name)
        faults.calls.append(name)
        answer = send(operation, params)
        faults.after(number, name)
        return answer

    client._make_api_call = sent
    return client


def throttled(name: str) -> ClientError:
    return ClientError({"Error": {"Code": "Throttling", "Message": "Rate exceeded"}}, name)


def timed_out(name: str) -> ConnectTimeoutError:
    return ConnectTimeoutError(endpoint_url=f"https://{name}")


def lost(name: str) -> ReadTimeoutError:
    return ReadTimeoutError(endpoint_url=f"https://{name}")


class Kept:
    """The parts of the account that recovery changes, as they were."""

    def __init__(self, site: Site) -> None:
        self._file = Path(site.state.source)
        self._state = self._file.read_text("utf-8")
        self._rds = [_Rds(region) for region in (REGION, COPIES)]
        self._parameters = _plain(ssm_backends[NUMBER][REGION]._parameters)

    def restore(self) -> None:
        self._file.write_text(self._state, "utf-8")
        for each in self._rds:
            each.restore()
        for region in (REGION, COPIES):
            parameters = ssm_backends[NUMBER][region]._parameters
            for name in [key for key in parameters if "/procedures/" in key]:
                del parameters[name]
        cloudwatch_backends[NUMBER][REGION].metric_data.clear()
        for topic in sns_backends[NUMBER][REGION].topics.values():
            topic.sent_notifications.clear()


class _Rds:
    """The database instances, their proxies and snapshots in a region of moto."""

    def __init__(self, region: str) -> None:
        self._backend = rds_backends[NUMBER][region]
        self._databases = {x: (y, _plain(vars(y))) for x, y in self._backend.databases.items()}
        self._snapshots = dict(self._backend.database_snapshots)
        groups = [each.proxy_target_groups["default"] for each in self._backend.db_proxies.values()]
        self._targets = [(group, list(group.targets)) for group in groups]

    def restore(self) -> None:
        self._backend.databases.clear()
        for name, (database, attributes) in self._databases.items():
            vars(database).clear()
            vars(database).update(_plain(attributes))
            self._backend.databases[name] = database
        self._backend.database_snapshots.clear()
        self._backend.database_snapshots.update(self._snapshots)
        for group, targets in self._targets:
            group.targets = list(targets)
        vars(self._backend).pop("plinth_replicated_backups", None)


def _plain(attributes: Any) -> dict[str, Any]:
    """A copy in which lists are copied too, and the things of moto are the same."""
    return {
        key: copy.copy(value) if isinstance(value, list | dict) else value
        for key, value in dict(attributes).items()
    }


def fresh(site: Site) -> Site:
    """The same environment, read anew. Its clients are those of all tests and go without a
    network, since these tests make thousands of calls."""
    found = standing(site.stack, site.folder, emulated=True)
    account = Account(NUMBER)
    for service in (
        "rds",
        "ssm",
        "sts",
        "cloudwatch",
        "sns",
        "s3",
        "secretsmanager",
        "ecs",
        "elasticache",
    ):
        for region in (REGION, COPIES):
            if (service, region) not in _CLIENTS:
                _CLIENTS[service, region] = _wrapped(account.client(service, region), service)
    for each, client in _CLIENTS.items():
        found._clients[each] = client
    return found


def set_lag(site: Site, seconds: float, replica: str = REPLICA) -> None:
    """Lets CloudWatch have a figure of the replica's lag."""
    site.client("cloudwatch").put_metric_data(
        Namespace="AWS/RDS",
        MetricData=[
            {
                "MetricName": "ReplicaLag",
                "Dimensions": [{"Name": "DBInstanceIdentifier", "Value": replica}],
                "Timestamp": dt.datetime.now(dt.UTC),
                "Value": seconds,
            }
        ],
    )


def lose_primary(status: str = "failed-to-answer") -> None:
    """Lets RDS call the primary something else than available."""
    rds_backends[NUMBER][REGION].databases[PRIMARY].status = status


def changing(calls: Sequence[str]) -> list[int]:
    """The places of calls that change something, journal and lock included."""
    return [
        number for number, name in enumerate(calls) if not name.partition(":")[2].startswith(READS)
    ]
