"""`queue`: messages looked at, moved back or thrown away; dead letters unless asked otherwise."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from operations import outputs
from operations.errors import Ended, OperationError
from operations.folder import PROJECT
from operations.operate.programs import changes, times
from operations.operate.queues import depth, local, moves
from operations.operate.queues import peek as peeking
from operations.operate.queues.held import AtSqs, Held
from operations.pulumi_cli import on_docker
from operations.sites import Site, options, standing

app = typer.Typer(
    help="Look into queues, move dead letters back, and throw messages away.", no_args_is_help=True
)

Name = Annotated[
    str, typer.Argument(help="A queue of the workload, or a job for its failed starts.")
]
Live = Annotated[
    bool, typer.Option("--live", help="The queue that programs read, not its dead letters.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Ask no questions.")]
_TOLD_AFTER = 100
_SHOWN = 400
"""Characters of a message that are shown without --full."""


@app.command()
def peek(
    name: Name,
    *,
    stack: options.Stack,
    count: Annotated[int, typer.Option(min=1, max=1000, help="The most messages.")] = 10,
    live: Live = False,
    full: Annotated[bool, typer.Option("--full", help="Show whole messages.")] = False,
    yes: Yes = False,
    json_file: options.Json = None,
    emulated: options.Emulated = False,
    folder: options.Folder = PROJECT,
) -> None:
    """Show messages and leave them where they are, though each counts as received once more."""
    outputs.check_writable(json_file)
    queue = _queue(stack, folder, name, live=live, emulated=emulated)
    if live:
        changes.confirm(
            f"Programs read {name}: a look counts as a delivery, hides each message for a moment, "
            "and sends one that was delivered often enough to the dead letters.",
            yes=yes,
        )
    found = queue.peek(count)
    if json_file:
        content = [{**vars(each), "sent": each.sent and each.sent.isoformat()} for each in found]
        outputs.write(json.dumps(content, indent=2, ensure_ascii=False) + "\n", json_file)
    stream = outputs.beside(json_file)
    for each in found:
        print(_message(each, full=full), file=stream)
    total = max(queue.total(), len(found))
    print(f"{len(found)} of about {total} messages in {queue.title}", file=stream)
    if (unseen := min(count, total) - len(found)) > 0:
        print(
            f"{unseen} more are in other hands now, or an answer of SQS was lost: they show again "
            f"after {peeking.HIDDEN_SECONDS} seconds, or when a program gives them back",
            file=stream,
        )


@app.command()
def redrive(
    name: Name,
    *,
    stack: options.Stack,
    rate: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=moves.MOST_PER_SECOND,
            help="The most messages in a second.",
            show_default="as fast as SQS goes",
        ),
    ] = None,
    follow: Annotated[bool, typer.Option(help="Wait and show how far it is.")] = True,
    status: Annotated[bool, typer.Option("--status", help="Only show the latest move.")] = False,
    cancel: Annotated[bool, typer.Option("--cancel", help="End the move that runs.")] = False,
    yes: Yes = False,
    emulated: options.Emulated = False,
    folder: options.Folder = PROJECT,
) -> None:
    """Move dead letters back into their queue. Ctrl-C ends the wait; the move goes on.

    Ends with status 2 if a move failed. Repair what the messages failed on first, or they come
    back.
    """
    if on_docker(folder.resolve(), stack):
        if rate or status or cancel:
            raise OperationError(
                f"{stack} is on Docker, where the command itself moves the messages, at once",
                remedy="leave out --rate, --status and --cancel; Ctrl-C ends a move",
            )
        _by_hand(local.of(stack, folder, name), name, yes=yes)
        return
    site = standing(stack, folder, emulated=emulated)
    queue = depth.of(site, name)
    if not queue.source:
        raise OperationError(
            f"the failed starts of {name} belong to no queue",
            remedy=f"run the job now: `python -m operations task run {name} --stack {stack}`, then "
            f"`python -m operations queue purge {name} --stack {stack}`",
        )
    running = moves.last(site, queue)
    if cancel:
        _cancel(site, queue, running)
    elif status:
        print(_move(running) if running else f"no move out of {queue.title} is known")
    else:
        if running and not running.ended:
            print(f"a move runs already: {_move(running)}")
        elif not _start(site, queue, rate, yes=yes):
            return
        if follow:
            _follow(site, queue)


@app.command()
def purge(
    name: Name,
    *,
    stack: options.Stack,
    live: Live = False,
    yes: Yes = False,
    emulated: options.Emulated = False,
    folder: options.Folder = PROJECT,
) -> None:
    """Throw all messages away. Nothing brings them back."""
    queue = _queue(stack, folder, name, live=live, emulated=emulated)
    before = queue.total()
    if not before:
        print(f"{queue.title}: no messages")
        return
    changes.confirm(
        f"About {before} messages in {queue.title} of {stack} are lost, those in the hands "
        "of programs too.",
        yes=yes,
    )
    print(f"{queue.title}: {queue.purge()}")


def _queue(stack: str, folder: Path, name: str, *, live: bool, emulated: bool) -> Held:
    if on_docker(folder.resolve(), stack):
        return local.of(stack, folder, name, live=live)
    site = standing(stack, folder, emulated=emulated)
    return AtSqs(account=site, queue=depth.of(site, name, live=live))


def _by_hand(queue: local.Local, name: str, *, yes: bool) -> None:
    """Moves dead letters back on Docker, where nobody does it by himself."""
    total = queue.total()
    if not total:
        print(f"{queue.title}: no messages")
        return
    changes.confirm(f"{total} messages go back from {queue.title} into {name}.", yes=yes)
    moved = 0
    try:
        for moved in queue.back():
            if moved % _TOLD_AFTER == 0:
                print(f"{moved} of {total} messages moved", flush=True)
    except KeyboardInterrupt:
        print(f"ended: {moved} of {total} messages were moved", file=sys.stderr)
        raise Ended(130) from None
    print(f"completed: {moved} of {total} messages moved")


def _start(site: Site, queue: depth.Queue, rate: int | None, *, yes: bool) -> bool:
    """Starts a move if there is something to move."""
    total = depth.count(site, queue).total
    if not total:
        print(f"{queue.title}: no messages")
        return False
    speed = f", at most {rate} a second" if rate else ""
    changes.confirm(
        f"About {total} messages go back from {queue.title} of {site.stack} into {queue.name}"
        f"{speed}.",
        yes=yes,
    )
    moves.start(site, queue, per_second=rate)
    return True


def _follow(site: Site, queue: depth.Queue) -> None:
    shown = ""
    move = None
    try:
        for move in moves.followed(site, queue):
            if (text := _move(move)) != shown:
                shown = text
                print(text, flush=True)
    except KeyboardInterrupt:
        command = f"python -m operations queue redrive {queue.name} --stack {site.stack}"
        print(
            f"the move goes on by itself; `{command} --status` shows it, `--cancel` ends it",
            file=sys.stderr,
        )
        raise Ended(130) from None
    if move and move.status == "FAILED":
        raise Ended(Ended.FOUND)


def _cancel(site: Site, queue: depth.Queue, running: moves.Move | None) -> None:
    if running is None or running.status != "RUNNING":
        print(f"no move out of {queue.title} runs")
        return
    moves.cancel(site, running)
    print(f"ended: {running.moved} messages were moved before, and stay in {queue.name}")


def _move(move: moves.Move) -> str:
    total = "?" if move.of is None else move.of
    why = f": {move.reason}" if move.reason else ""
    return f"{move.status.lower()}{why}: {move.moved} of about {total} messages moved"


def _message(message: peeking.Message, *, full: bool) -> str:
    head = f"{message.id}  "
    if message.sent:
        head += f"sent {times.shown(message.sent)} ({times.since(message.sent)} ago), "
    head += f"received {message.receives} times"
    if message.group:
        head += f", group {message.group}"
    body = message.body
    if not full and len(body) > _SHOWN:
        body = f"{body[:_SHOWN]}... ({len(body)} characters; --full shows all)"
    lines = [head, *(f"  {key}: {value}" for key, value in message.attributes.items())]
    return "\n".join([*lines, *(f"  {line}" for line in body.splitlines())])
