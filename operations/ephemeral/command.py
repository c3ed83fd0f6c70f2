"""`ephemeral`: copies of an environment that go again."""

import json
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from operations.errors import Ended, OperationError
from operations.folder import PROJECT, Folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from config import CloudPlatform

app = typer.Typer(
    help="Environments that go again, such as one for a pull request.", no_args_is_help=True
)

_OWN, _SHARED = "own", "shared"
DAYS = 3
"""Days for which an environment stands, if nobody says how many."""
_MOST_DAYS = 30
_OVER = 2
"""Exit status if an environment is over, or something is left of one."""

_Emulated = Annotated[bool, typer.Option("--emulated", help="Use emulated accounts.")]


@dataclass(frozen=True)
class _Standing:
    """An ephemeral environment, as its settings say."""

    stack: str
    copy_of: str
    until: date
    file: Path

    def is_over(self, today: date) -> bool:
        """Returns true from the day after its last one on."""
        return self.until < today


@app.command()
def create(
    stack: Annotated[str, typer.Argument(help="The new stack, such as pr-123.")],
    origin: Annotated[str, typer.Option("--from", help="The stack that is copied.")],
    days: Annotated[
        int, typer.Option(min=1, max=_MOST_DAYS, help="Days for which it stands.")
    ] = DAYS,
    hosted_zone_id: Annotated[
        str, typer.Option(help="The zone of the copied stack's domain. Without it, AWS is asked.")
    ] = "",
    network: Annotated[
        str, typer.Option(help="own, or shared: the copy stands in the network of the original.")
    ] = _OWN,
    emulated: _Emulated = False,
    folder: Folder = PROJECT,
) -> None:
    """Write the settings of an ephemeral copy of an environment. One that is there already stays as
    it is."""
    from config.checks import stack_checks
    from operations.derived import check, shown, write
    from operations.ephemeral.copies import check_origin, derive
    from operations.procedure import say, show
    from operations.pulumi_cli import cloud_platform, settings_file

    folder = folder.resolve()
    if network not in (_OWN, _SHARED):
        raise OperationError(f"--network: must be {_OWN} or {_SHARED}, got {network!r}")
    if problem := stack_checks.name_problem(stack):
        raise OperationError(f"{stack!r} is no name of a stack: {problem}", remedy="such as pr-123")
    file = settings_file(folder, origin).with_name(f"Pulumi.{stack}.yaml")
    if file.exists():
        life = cloud_platform(folder, stack).settings.ephemeral
        if life is None or life.copy_of != origin:
            raise OperationError(
                f"is there already, and is no copy of {origin}",
                file=file,
                remedy="choose another name for the new stack",
            )
        say(f"{file.name} is there already: until {life.until}")
        return
    platform = cloud_platform(folder, origin)
    check_origin(platform, folder)
    zone = hosted_zone_id or platform.settings.hosted_zone_id or _zone(platform, folder, emulated)
    until = _today() + timedelta(days=days)
    existing = _network(platform, folder, emulated) if network == _SHARED else ""
    derived = derive(platform, folder, stack, zone_id=zone, until=until, existing=existing)
    check(derived, folder)
    write(derived)
    show(shown(derived))
    say(f"{file.name} was written: {stack} stands until {until}, once it is up")


@app.command("list")
def list_(
    json_: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
    folder: Folder = PROJECT,
) -> None:
    """List ephemeral environments with their last days. Exit with 2 if one is over."""
    from operations.procedure import show
    from operations.report import Paragraph, Table

    today, found = _today(), _standing(folder.resolve())
    over = [each for each in found if each.is_over(today)]
    if json_:
        rows = [
            {
                "stack": each.stack,
                "copy_of": each.copy_of,
                "until": str(each.until),
                "over": each in over,
            }
            for each in found
        ]
        print(json.dumps(rows, indent=2))
    elif found:
        head = ("Stack", "Copy of", "Last day", "")
        state = {True: "over", False: ""}
        lines = [(e.stack, e.copy_of, str(e.until), state[e in over]) for e in found]
        show([Table(head, tuple(lines))])
    else:
        show([Paragraph("No environment is ephemeral.")])
    if over:
        raise Ended(_OVER)


@app.command()
def sweep(
    apply: Annotated[
        bool, typer.Option("--apply", help="Delete them. Without it, nothing is changed.")
    ] = False,
    emulated: _Emulated = False,
    folder: Folder = PROJECT,
) -> None:
    """Delete the ephemeral environments that are over, with their files, and list what AWS still
    has of others. Exit with 2 if something is left."""
    folder = folder.resolve()
    found = _standing(folder)
    over = [each for each in found if each.is_over(_today())]
    failed = [each for each in over if not (apply and _deleted(each, folder, emulated=emulated))]
    for each in failed if not apply else ():
        print(f"{each.stack} was to stand until {each.until}: `make sweep APPLY=1` deletes it")
    left = [] if emulated else _leftovers(folder, found)
    for line in left:
        print(line)
    if not failed and not left:
        print("Nothing is left of ephemeral environments that are over")
        return
    raise Ended(_OVER)


def _deleted(each: _Standing, folder: Path, *, emulated: bool) -> bool:
    """Deletes an environment with its state and its file. Returns false if the engine failed, which
    leaves the file: the next sweep goes on."""
    from operations.deploy import engine
    from operations.pulumi_cli import cli

    print(f"{each.stack}: deleting everything", file=sys.stderr, flush=True)
    try:
        if emulated:
            engine.destroy(each.stack, emulated=True, yes=True, folder=folder)
        else:
            engine.run("destroy", each.stack, ["--yes"], folder=folder)
            remove = ["stack", "rm", each.stack, "--yes", "--preserve-config"]
            cli.ask(cli.require_cli(folder), remove, {}, folder)
    except Ended:
        print(f"{each.stack}: not all of it is gone; the next sweep goes on", file=sys.stderr)
        return False
    each.file.unlink()
    print(f"{each.stack} is gone, and {each.file.name} with it")
    return True


def _leftovers(folder: Path, standing: "Sequence[_Standing]") -> list[str]:
    """Returns lines about resources whose stack has no file any more, in each account and region
    that has the origin of an ephemeral environment, or could have one."""
    from operations import accounts
    from operations.ephemeral.leftovers import leftovers
    from operations.pulumi_cli import settings_of, stacks_of

    lines = []
    stacks = {each.stack for each in standing}
    origins = (settings_of(folder, stack) for stack in stacks_of(folder))
    regions = {
        str(each.get("region"))
        for each in origins
        if each.get("target") == "aws" and each.get("environment") != "production"
    }
    for region in sorted(regions):
        client = accounts.client("resourcegroupstaggingapi", region)
        for (stack, until), arns in leftovers(client, stacks).items():
            lines.append(
                f"{stack}, which was to stand until {until}, has no file of settings here, and "
                f"{region} still has of it:"
            )
            lines += [f"  {arn}" for arn in arns]
    return lines


def _standing(folder: Path) -> list[_Standing]:
    """Returns the ephemeral environments of a project, the oldest first."""
    from operations.pulumi_cli import cloud_platform, settings_file, settings_of, stacks_of

    found = []
    for stack in stacks_of(folder):
        if settings_of(folder, stack).get("ephemeral"):
            life = cloud_platform(folder, stack).settings.ephemeral
            assert life
            file = settings_file(folder, stack)
            found.append(_Standing(stack, life.copy_of, life.until, file))
    return sorted(found, key=lambda each: (each.until, each.stack))


def _zone(platform: "CloudPlatform", folder: Path, emulated: bool) -> str:
    from operations import accounts
    from operations.derived import zone_of
    from operations.sites import standing

    endpoint = standing(platform.stack, folder, emulated=True).endpoint if emulated else ""
    client = accounts.client("route53", platform.settings.region, endpoint=endpoint)
    return zone_of(client, platform.settings.domain)


def _network(platform: "CloudPlatform", folder: Path, emulated: bool) -> str:
    """Returns the network of the original as a copy names it. One that exists is shared anyway."""
    from operations.ephemeral.shared_network import check_shareable, existing_of
    from operations.sites import standing

    if platform.settings.network.existing:
        return ""
    check_shareable(platform, folder)
    site = standing(platform.stack, folder, emulated=emulated)
    return existing_of(site.resources, platform.stack)


def _today() -> date:
    return datetime.now(UTC).date()
