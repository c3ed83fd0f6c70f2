"""`emulate`: the whole environment in an emulated AWS, in this process."""

import contextlib
import gc
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from operations.folder import PROJECT, Folder

if TYPE_CHECKING:
    from emulation import Emulation


def emulate(
    stack: Annotated[str, typer.Argument(help="The stack: one of the Pulumi.<stack>.yaml files.")],
    json_file: Annotated[
        Path | None,
        typer.Option(
            "--json", metavar="FILE", help="Write every resource as it was created to FILE."
        ),
    ] = None,
    keep: Annotated[
        bool,
        typer.Option(
            "--keep",
            help="Serve the account on loopback until Ctrl-C, then report changes made by hand.",
        ),
    ] = False,
    folder: Folder = PROJECT,
) -> None:
    """Create the environment in an emulated AWS, and show the result."""
    from aws_account import surroundings

    surroundings.forget_aws()
    from engine import ProgramError
    from operations import outputs
    from operations.emulated import emulate_text, emulated_account, emulated_document
    from operations.errors import Ended, OperationError
    from operations.plan import document, plan_text

    emulated_account.require_aws(folder, stack)
    outputs.check_writable(json_file)
    try:
        with _environment(folder, stack) as (emulation, seconds):
            if json_file:
                document.write(emulated_document.build(emulation), json_file)
            for diagnostic in emulation.outcome.diagnostics:
                print(f"{diagnostic.severity}: {diagnostic.message}", file=sys.stderr)
            plan_text.show(emulate_text.report(emulation), outputs.beside(json_file))
            print(f"{stack}: {emulate_text.totals(emulation, seconds)}", file=sys.stderr)
            if keep:
                _serve(emulation, folder, stack)
            refused = [attempt for attempt in emulation.attempts if attempt.problem]
    except ProgramError as error:
        raise OperationError(str(error)) from None
    if refused:
        raise Ended(Ended.FOUND)


@contextlib.contextmanager
def _environment(folder: Path, stack: str) -> Iterator[tuple["Emulation", float]]:
    """Yields the environment, and the seconds that it took."""
    from rich.console import Console

    from emulation import Attempt, emulate
    from operations.emulated import emulated_account

    done, start = 0, time.perf_counter()

    def progress(attempt: Attempt) -> None:
        nonlocal done
        done += 1
        status.update(f"{stack}: {done} resources, {attempt.registration.name}")

    with contextlib.ExitStack() as running:
        with (
            Console(stderr=True).status(f"{stack}: starting") as status,
            # Output of the program goes to stderr, because stdout is for the report.
            contextlib.redirect_stdout(sys.stderr),
        ):
            emulation = running.enter_context(
                emulate(
                    folder,
                    stack,
                    zones=emulated_account.zones(folder, stack),
                    given=emulated_account.given(folder, stack),
                    on_attempt=progress,
                )
            )
        yield emulation, time.perf_counter() - start


def _serve(emulation: "Emulation", folder: Path, stack: str) -> None:
    from aws_account.moto import serve
    from operations.drift.found import of_account, told
    from operations.emulated import emulated_account, emulated_document
    from operations.plan import plan_text

    region = emulation.resources[0].region if emulation.resources else "us-east-1"
    declared = emulated_document.build(emulation)
    with (
        serve(emulation.account) as address,
        emulated_account.keeping(folder, stack, address, declared),
    ):
        print(f"\nThe account is at {address} until Ctrl-C. For example:", file=sys.stderr)
        print(
            f"AWS_ACCESS_KEY_ID=emulated AWS_SECRET_ACCESS_KEY=emulated"
            f" aws --endpoint-url {address} --region {region} ec2 describe-vpcs",
            file=sys.stderr,
        )
        print(
            f"Meanwhile, in another terminal: make drift STACK={stack} EMULATED=1", file=sys.stderr
        )
        gc.enable()
        with contextlib.suppress(KeyboardInterrupt):
            while True:
                time.sleep(3600)
    plan_text.show(told(of_account(emulation.differences(), emulation.resources)), sys.stdout)
