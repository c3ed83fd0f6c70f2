"""`up`, `preview`, `refresh` and `destroy` of a stack on Docker, each in three phases.

observe    reads the files, Docker and the state; it changes nothing
plan       decides the steps from the observation, or refuses
execute    does the steps, in their order
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

from config import LocalPlatform
from operations.docker.engine import Thing, belongings, claims, containers, job, ownership
from operations.docker.stack import checks, doctor, local_stack, options, project, summary, wait
from operations.docker.stack.local_stack import NAMED, LocalStack
from operations.errors import Ended, OperationError
from operations.pulumi_cli import cli

ONLY = "plinth:only"
_ASKS = ("up", "refresh", "destroy")
_ANSWERS = {"--yes", "-y", "--skip-preview", "-f", "--preview-only"}


@dataclass(frozen=True, kw_only=True)
class Request:
    """Request for one command."""

    verb: str
    folder: Path
    stack: str
    options: tuple[str, ...] = ()
    """Options of the Pulumi CLI, as typed."""
    only: str = ""
    """Programs that this run leaves in place, separated by commas. Empty: all."""


@dataclass(frozen=True, kw_only=True)
class Situation:
    """The files and the engine as they are before a command changes anything."""

    platform: LocalPlatform
    programs: list[str]
    """Names in `Request.only`."""
    attended: bool
    """True if somebody can answer the CLI's questions, or has answered them by an option."""
    strangers: Sequence[Thing] = ()
    """Things in the way that are not this folder's."""
    held: bool = False
    """True if this folder has a stack of that name."""


@dataclass(frozen=True, kw_only=True)
class State:
    """The stack's state, and Docker's things that it should know."""

    failed: tuple[str, ...] = ()
    """URNs of containers that ended with an error. Docker's provider would leave them so."""
    named: Sequence[Thing] = ()
    """Docker's things whose names are in the state."""
    strays: Sequence[Thing] = ()
    """Containers that an interrupted `up` made and could not write down, so that their names are
    taken."""
    missing_images: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Steps:
    """Steps of a command, in this order."""

    pull: tuple[str, ...] = ()
    """Images to pull. Pulumi's provider would pull them too, but knows nothing of `docker
    login`."""
    record: Sequence[Thing] = ()
    """Volumes to write down as this folder's: those of an earlier release carry no label, and `make
    infrastructure-down` takes them out of the state."""
    remove: Sequence[Thing] = ()
    words: tuple[str, ...] = ()
    """Command line of the Pulumi CLI."""
    tells: str = ""
    """Report at the end. `summary` waits for health and shows the addresses; `kept` says that data
    is kept."""


def operate(
    verb: str,
    folder: Path,
    stack: str,
    *typed: str,
    output: TextIO | None = None,
    only: str = "",
) -> None:
    """Carries out a command. Before anything is changed, it raises OperationError for anything that
    would stop it midway. Raises Ended with the CLI's status if that is not 0."""
    request = Request(verb=verb, folder=folder.resolve(), stack=stack, options=typed, only=only)
    situation = observe(request)
    refuse(request, situation)
    prepared = local_stack.prepare(request.folder, stack)
    steps = plan(request, situation, prepared, observe_state(request, situation, prepared))
    execute(steps, situation, prepared, output=output)


def run(verb: str, stack: LocalStack, *typed: str) -> None:
    """Runs the CLI for a stack that exists, without checking for other things on Docker."""
    _run(stack, _words(verb, stack, State(), typed))


def observe(request: Request) -> Situation:
    """Reads the files and asks Docker. Raises OperationError if a file is wrong, a program is
    unknown or Docker does not answer."""
    platform = project.platform_of(request.folder, request.stack)
    programs = project.programs_of(platform, request.only)
    options.check(request.options)
    containers.facts()
    attended = sys.stdin.isatty() or bool(_ANSWERS & set(request.options))
    situation = Situation(platform=platform, programs=programs, attended=attended)
    if request.verb == "preview" or (request.verb in _ASKS and not attended):
        return situation
    stack = local_stack.existing(request.folder, request.stack)
    names = set() if stack is None else local_stack.known(stack)
    found = claims.strangers(platform, ownership.owner_of(request.folder), names)
    return replace(situation, strangers=found, held=stack is not None)


def refuse(request: Request, situation: Situation) -> None:
    """Raises OperationError, with the remedy, for anything that would stop a command midway."""
    if request.verb in _ASKS and not situation.attended:
        raise OperationError(
            "this needs an answer, and there is no terminal to ask on", remedy="add YES=1"
        )
    strangers = situation.strangers
    if request.verb == "destroy":
        # Leftovers of others do not prevent the removal of this folder's own things.
        strangers = [thing for thing in strangers if ownership.OWNER in thing.labels]
        if not situation.held and not strangers:
            raise OperationError(f"nothing of {request.stack} was made from this folder")
    if strangers:
        raise claims.refusal(situation.platform, request.folder, strangers)
    if request.verb == "up":
        doctor.check(request.folder, request.stack, situation.programs)


def observe_state(request: Request, situation: Situation, stack: LocalStack) -> State:
    """Reads the state of a stack for `up`. Other commands take it as the CLI does."""
    if request.verb != "up":
        return State()
    resources = local_stack.resources(stack, *NAMED)
    names = local_stack.names_of(resources)
    wanted = checks.references(project.as_run(situation.platform, situation.programs))
    return State(
        failed=tuple(each["urn"] for each in resources if _ended_badly(each.get("outputs") or {})),
        named=belongings.named((), names),
        strays=_strays(stack, names),
        missing_images=tuple(image for image in wanted if not containers.has_image(image)),
    )


def plan(request: Request, situation: Situation, stack: LocalStack, state: State) -> Steps:
    """Returns the steps of a command."""
    return Steps(
        pull=state.missing_images,
        record=state.named,
        remove=state.strays,
        words=_words(request.verb, stack, state, request.options, situation.programs),
        tells={"up": "summary", "destroy": "kept"}.get(request.verb, ""),
    )


def execute(
    steps: Steps, situation: Situation, stack: LocalStack, *, output: TextIO | None = None
) -> None:
    """Does the steps. Raises OperationError, with nothing changed, if an image cannot be pulled."""
    for image in steps.pull:
        containers.pull(image)
    if steps.record:
        owner = ownership.claim(stack.folder)
        recorded = claims.with_volumes(owner, steps.record)
        if recorded != owner:
            ownership.write(stack.folder, recorded)
    if steps.remove:
        names = ", ".join(thing.name for thing in steps.remove)
        print(f"Removing what an interrupted run left: {names}", file=sys.stderr)
        belongings.remove(steps.remove)
    _run(stack, steps.words, output=output)
    if steps.tells == "summary":
        _summarize(situation, stack)
    elif steps.tells == "kept":
        print(
            f"The data of {stack.name} is kept for the next `make up STACK={stack.name}`; "
            f"`make infrastructure-clean STACK={stack.name}` removes it",
            file=sys.stderr,
        )


def _words(
    verb: str,
    stack: LocalStack,
    state: State,
    typed: Sequence[str],
    programs: Sequence[str] = (),
) -> tuple[str, ...]:
    words = [verb, "--config-file", str(stack.configuration)]
    if verb in ("up", "preview"):
        given = {local_stack.OWNER: stack.owner}
        given |= {ONLY: ",".join(programs)} if programs else {}
        words += [word for key, value in given.items() for word in ("--config", f"{key}={value}")]
    if verb == "up":
        # The refresh sees containers stopped, removed or rebuilt by hand; failed ones run again.
        words += ["--suppress-outputs", "--refresh"]
        words += [word for urn in state.failed for word in ("--replace", urn)]
    return tuple(stack.command(*words, *typed))


def _run(stack: LocalStack, words: Sequence[str], *, output: TextIO | None = None) -> None:
    status = cli.run_to_its_end(list(words), stack.environment, stack.folder, output=output)
    if status:
        raise Ended(status)


def _summarize(situation: Situation, stack: LocalStack) -> None:
    wait.for_health(stack.name, stack.owner)
    found = containers.found(stack.name, stack.owner)
    parts = {each.name for each in found if each.kind == "infrastructure" and each.runs}
    shown = situation.programs or situation.platform.settings.docker.only
    print("\n".join(summary.lines(situation.platform, shown, parts)), file=sys.stderr)


def _ended_badly(outputs: dict[str, object]) -> bool:
    return bool(outputs.get("attach") and outputs.get("exitCode"))


def _strays(stack: LocalStack, in_state: set[str]) -> list[Thing]:
    """Returns the strays. The containers that a running `up` is making are in no state yet either,
    but it has a lock."""
    locks = cli.local_folder(stack.folder) / "state/.pulumi/locks"
    if "PULUMI_BACKEND_URL" not in stack.environment or any(locks.rglob("*.json")):
        return []
    mine = claims.mine(stack.name, ownership.owner_of(stack.folder))
    return [
        thing
        for thing in mine
        if thing.kind != "volume" and thing.name not in in_state and not _works(thing)
    ]


def _works(thing: Thing) -> bool:
    """Returns true for a job with arguments, which removes itself at its end."""
    return thing.runs and job.BESIDE in thing.labels
