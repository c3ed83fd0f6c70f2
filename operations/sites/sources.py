"""The search for a stack's standing environment: which account, and where its state is."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from config.data import FIRST
from config.values import closest
from operations.emulated import emulated_account
from operations.errors import OperationError
from operations.pulumi_cli import cli, cloud_platform
from operations.sites.site import Site
from operations.sites.state import CliState, KeptState, State


def standing(
    stack: str, folder: Path, *, emulated: bool = False, server: str = "", cache: str = ""
) -> Site:
    """Returns the environment that stands, for a command about one of its database servers or
    caches perhaps. Raises OperationError for a stack on Docker, for files with mistakes, for a
    server or cache that the files do not have, and if nothing stands there."""
    folder = folder.resolve()
    platform = cloud_platform(folder, stack)
    settings = platform.settings
    existing = [each for each in settings.existing.database_servers if each != FIRST]
    servers = [*settings.database_servers, *existing]
    if server and server not in servers:
        raise OperationError(
            f"--server: {stack} has no database server {server!r}{closest(server, servers)}",
            remedy=f"there are: {', '.join(servers)}; without --server it is the first one"
            if servers
            else "it has one only: leave --server out",
        )
    caches = platform.settings.caches
    if cache and cache not in caches:
        raise OperationError(
            f"--cache: {stack} has no cache {cache!r}{closest(cache, caches)}",
            remedy=f"there are: {', '.join(caches)}; without --cache it is the first one"
            if caches
            else "it has one at most: leave --cache out",
        )
    state, endpoint = _emulated(stack, folder) if emulated else _on_aws(stack, folder)
    content = state.read()
    states = (content.get("deployment") or {}).get("resources") or []
    if not states:
        raise OperationError(
            f"nothing of {stack} stands: its state is empty",
            remedy=f"`make up STACK={stack}`{' EMULATED=1' if emulated else ''} brings it up",
        )
    return Site(
        folder=folder,
        platform=platform,
        state=state,
        content=content,
        outputs=_outputs(states),
        server=server,
        cache=cache,
        endpoint=endpoint,
    )


def kept(stack: str, folder: Path, declared: Path, endpoint: str) -> Site:
    """Returns the environment in an emulated account that a command holds for itself, with its
    declarations in a file."""
    state = KeptState(declared)
    content = state.read()
    return Site(
        folder=folder,
        platform=cloud_platform(folder, stack),
        state=state,
        content=content,
        outputs=_outputs(content["deployment"]["resources"]),
        endpoint=endpoint,
    )


def _outputs(states: list[Mapping[str, Any]]) -> Mapping[str, Any]:
    stacks = (each for each in states if each["type"] == "pulumi:pulumi:Stack")
    found: Mapping[str, Any] = next(stacks, {}).get("outputs") or {}
    return found


def _on_aws(stack: str, folder: Path) -> tuple[State, str]:
    return CliState(cli.require_cli(folder), {}, folder, stack), ""


def _emulated(stack: str, folder: Path) -> tuple[State, str]:
    """Returns the state and the address of an account that runs: of `emulate --keep`, or of `up`.
    None is started, because an empty one would answer everything with nothing."""
    from aws_account import surroundings

    surroundings.forget_aws()
    from aws_account.moto import moto_server

    if kept := emulated_account.kept(folder, stack):
        return KeptState(kept[0]), kept[1]
    server = moto_server.find(emulated_account.server_file(folder, stack))
    if server is None:
        raise OperationError(
            f"no emulated account of {stack} runs",
            remedy=f"`make emulate STACK={stack} KEEP=1` serves one from another terminal; "
            f"`make up STACK={stack} EMULATED=1` makes one with the Pulumi CLI",
        )
    environment = cli.local_environment(folder)
    return CliState(cli.require_cli(folder), environment, folder, stack), server.address
