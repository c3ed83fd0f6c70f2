"""The emulated account of a stack, as its settings describe it."""

import contextlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from operations.errors import OperationError
from operations.plan import document
from operations.pulumi_cli import cli, on_docker, settings_file, settings_of

if TYPE_CHECKING:
    from aws_account.moto import Given, GivenDatabase, GivenNetwork


def require_aws(folder: Path, stack: str) -> None:
    """Refuses a stack in containers, which has no AWS to emulate."""
    if on_docker(folder, stack):
        raise OperationError(
            "runs on Docker (`target: docker`), so there is no AWS to emulate",
            file=settings_file(folder, stack),
            remedy=f"bring it up with `make up STACK={stack}`",
        )


def number(folder: Path, stack: str) -> str:
    """Returns the account's number. Raises OperationError for a stack that is not on AWS."""
    require_aws(folder, stack)
    found = settings_of(folder, stack).get("account_id")
    if not found:
        raise OperationError(
            "has no account_id, so there is no AWS to emulate",
            file=settings_file(folder, stack),
            remedy="write its 12 digits under plinth:settings",
        )
    return str(found)


def zones(folder: Path, stack: str) -> dict[str, str]:
    """Returns the hosted zones that exist before the program runs, as their domains by their
    IDs."""
    settings = settings_of(folder, stack)
    found = {settings.get("hosted_zone_id"): settings.get("domain")}
    found |= {each.get("hosted_zone_id"): each.get("name") for each in _domains(settings)}
    return {str(zone): str(domain) for zone, domain in found.items() if zone and domain}


def _domains(settings: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Returns the sections of further domains that can be read."""
    found = settings.get("domains")
    sections = found.values() if isinstance(found, Mapping) else ()
    return [each for each in sections if isinstance(each, Mapping)]


def given(folder: Path, stack: str) -> "Given":
    """Returns what else exists before the program runs, as far as the settings name it and can be
    read: the program itself says what is wrong."""
    from aws_account.moto import Given

    settings = settings_of(folder, stack)
    return Given(
        network=_network(settings),
        certificates=dict.fromkeys(_arns(settings, "certificates"), str(settings.get("domain"))),
        further_domains=[str(each.get("name")) for each in _domains(settings)],
        keys=_keys(settings),
        buckets=_buckets(settings),
        databases=_databases(settings),
        authorities=_authorities(settings),
    )


def _network(settings: Mapping[str, Any]) -> "GivenNetwork | None":
    from aws_account.moto import GivenNetwork

    try:
        wanted, region = settings["network"], settings["region"]
        existing = wanted["existing"]
        return GivenNetwork(
            region=region,
            vpc=existing["vpc"],
            cidr=wanted["cidr"],
            subnets={
                subnet: f"{region}{zone}"
                for by_zone in existing["subnets"].values()
                for zone, subnet in by_zone.items()
            },
            route_tables=existing.get("route_tables") or (),
        )
    except (KeyError, TypeError, AttributeError):
        return None


def _keys(settings: Mapping[str, Any]) -> list[str]:
    """Returns the keys of the environment, of buckets and of secrets, each once."""
    found = _arns(settings, "keys")
    for section, key in (("buckets", "key"), ("database_servers", "master_secret_key")):
        with contextlib.suppress(KeyError, TypeError, AttributeError):
            given = settings["existing"][section].values()
            found += [str(each[key]) for each in given if each.get(key)]
    return [*dict.fromkeys(found)]


def _authorities(settings: Mapping[str, Any]) -> list[str]:
    """Returns the private authorities of the environment's own account."""
    calls = settings.get("encrypted_calls")
    if not isinstance(calls, Mapping):
        return []
    named = (str(calls.get(key) or "") for key in ("authority", "recovery_authority"))
    return [arn for arn in named if f":{settings.get('account_id')}:" in arn]


def _buckets(settings: Mapping[str, Any]) -> dict[str, str]:
    try:
        given = settings["existing"]["buckets"].values()
        return {str(each["name"]): str(settings["region"]) for each in given}
    except (KeyError, TypeError, AttributeError):
        return {}


def _databases(settings: Mapping[str, Any]) -> "list[GivenDatabase]":
    from aws_account.moto import GivenDatabase

    try:
        servers = settings["existing"]["database_servers"].values()
        network = settings["network"].get("existing") or {}
        return [
            GivenDatabase(
                region=settings["region"],
                identifier=each["identifier"],
                engine=each.get("engine") or "postgres",
                engine_version=str(each["engine_version"]),
                address=each["address"],
                port=each.get("port") or 5432,
                multi_az=bool(each["multi_az"]),
                storage_gib=each.get("storage_gib") or 20,
                security_group=each["security_group"],
                vpc=network.get("vpc"),
                master_secret=each["master_secret"],
                master_secret_key=each.get("master_secret_key"),
            )
            for each in servers
        ]
    except (KeyError, TypeError, AttributeError):
        return []


def _arns(settings: Mapping[str, Any], section: str) -> list[str]:
    """Returns the ARNs of a section, those of its own sections as well."""
    try:
        values = [*settings["existing"][section].values()]
    except (KeyError, TypeError, AttributeError):
        return []
    inner = [each for value in values if isinstance(value, Mapping) for each in value.values()]
    return [str(arn) for arn in (*values, *inner) if isinstance(arn, str)]


def server_file(folder: Path, stack: str) -> Path:
    """Returns the file in which the server of an account that `up` made writes its address."""
    return _file(folder, stack, ".json")


@contextlib.contextmanager
def keeping(folder: Path, stack: str, address: str, declared: dict[str, Any]) -> Iterator[None]:
    """Lets other commands find a served account as long as the context is open. An account is
    served even if the project's folder cannot be written."""
    files = [_file(folder, stack, suffix) for suffix in (".declared", ".kept")]
    try:
        with contextlib.suppress(OSError, OperationError):
            files[0].parent.mkdir(parents=True, exist_ok=True)
            document.write(declared, files[0])
            files[1].write_text(json.dumps({"address": address}), encoding="utf-8")
        yield
    finally:
        for file in files:
            with contextlib.suppress(OSError):
                file.unlink(missing_ok=True)


def kept(folder: Path, stack: str) -> tuple[Path, str] | None:
    """Returns the declaration of an account that `emulate --keep` serves, and its address."""
    from aws_account.moto import answers

    try:
        text = _file(folder, stack, ".kept").read_text(encoding="utf-8")
        address = str(json.loads(text)["address"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return (_file(folder, stack, ".declared"), address) if answers(address) else None


def _file(folder: Path, stack: str, suffix: str) -> Path:
    return cli.local_folder(folder.resolve()) / "accounts" / f"{stack}{suffix}"
