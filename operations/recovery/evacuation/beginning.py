"""The beginning of an evacuation, from files and copies alone: the lost region is not asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config import CloudPlatform
from config.checks import RECOVERY
from config.domains import made_zones
from operations import accounts
from operations.derived import Derived, check, zone_of
from operations.errors import OperationError
from operations.plan import of_stack
from operations.procedure import Clock
from operations.pulumi_cli import cloud_platform, settings_file
from operations.recovery.evacuation.evacuated import Evacuation
from operations.recovery.evacuation.settings import derive
from operations.sites import Site, standing


@dataclass(frozen=True)
class _NothingStands:
    """The state of an environment that was not begun."""

    source: Path

    def read(self) -> dict[str, Any]:
        """Returns a state without resources."""
        return {}

    def write(self, content: Mapping[str, Any]) -> None:
        """Raises OperationError: there is nothing to be exchanged."""
        raise OperationError("nothing stands yet", file=self.source)


def derived(
    stack: str, folder: Path, *, endpoint: str = "", next_region: str = "", zone_id: str = ""
) -> Derived:
    """Returns the settings of the environment in its recovery region: the file that is there, which
    people may have changed, or one that is derived now and passes every check."""
    lost = cloud_platform(folder, stack)
    origin = settings_file(folder, stack)
    file = origin.with_name(f"Pulumi.{stack}{RECOVERY}.yaml")
    if file.exists():
        text = file.read_text(encoding="utf-8")
        return Derived(stack=f"{stack}{RECOVERY}", origin=origin, file=file, text=text)
    settings = lost.settings
    region = settings.recovery_region or settings.region
    client = accounts.client("route53", region, endpoint=endpoint)
    zone = zone_id or settings.hosted_zone_id or zone_of(client, settings.domain)
    made = derive(
        lost,
        folder,
        next_region=next_region,
        zone_id=zone,
        zones={
            key: zone_of(client, name)
            for key, name in made_zones(settings.domain, settings.domains).items()
        },
    )
    check(made, folder)
    return made


def begin(
    stack: str,
    folder: Path,
    clock: Clock,
    *,
    emulated: bool,
    next_region: str = "",
    zone_id: str = "",
) -> Evacuation:
    """Returns the evacuation of a stack, however far it is."""
    folder = folder.resolve()
    endpoint = _endpoint(stack, folder) if emulated else ""
    made = derived(stack, folder, endpoint=endpoint, next_region=next_region, zone_id=zone_id)
    return Evacuation(
        lost=cloud_platform(folder, stack),
        plan=of_stack(folder, stack),
        derived=made,
        site=_site(made, folder, endpoint, emulated=emulated),
        clock=clock,
    )


def _endpoint(stack: str, folder: Path) -> str:
    """Returns the address of the emulated account, which either environment has."""
    try:
        return standing(f"{stack}{RECOVERY}", folder, emulated=True).endpoint
    except OperationError:
        return standing(stack, folder, emulated=True).endpoint


def _site(made: Derived, folder: Path, endpoint: str, *, emulated: bool) -> Site:
    if made.file.exists():
        try:
            return standing(made.stack, folder, emulated=emulated)
        except OperationError as error:
            if not _stands_not(error):
                raise
    return Site(
        folder=folder,
        platform=_platform(made, folder),
        state=_NothingStands(made.file),
        content={},
        outputs={},
        endpoint=endpoint,
    )


def _platform(made: Derived, folder: Path) -> CloudPlatform:
    return cloud_platform(folder, made.stack) if made.file.exists() else check(made, folder)


def _stands_not(error: OperationError) -> bool:
    """Returns true if an environment was not begun. Everything else, such as a state that cannot be
    read, must not be taken for that."""
    return any(
        words in str(error) for words in ("nothing of", "no emulated account of", "no stack named")
    )
