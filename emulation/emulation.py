"""A whole environment in an emulated AWS, from the program and the files that `pulumi up` uses."""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from aws_account.drift import Difference, differences
from aws_account.moto import Account, Given, emulated
from aws_account.resources import Resource, Resources
from emulation.backend import Attempt, EmulatorBackend
from engine import Outcome, collector_paused, program, project


@dataclass(frozen=True)
class Emulation:
    """Content of the emulated AWS after a program's run. It exists while the context that gave it
    is open."""

    outcome: Outcome
    attempts: tuple[Attempt, ...]
    """Results, one for each resource, in the order of the program."""
    accounts: tuple[Resources, ...]
    """Accounts that the program's providers name. Usually this is one."""

    @property
    def account(self) -> Account:
        """The account of the environment."""
        return self.accounts[0].account

    @property
    def resources(self) -> tuple[Resource, ...]:
        """The resources that were created or recorded."""
        return tuple(attempt.resource for attempt in self.attempts if attempt.resource)

    def differences(self) -> list[Difference]:
        """Returns the changes that somebody has made in the account since."""
        # The account's own objects are many, and stay.
        with collector_paused():
            return [
                each
                for resources in self.accounts
                for each in differences(resources, (r for r in self.resources))
            ]


@contextlib.contextmanager
def emulate(
    folder: Path,
    stack: str,
    *,
    zones: Mapping[str, str] | None = None,
    given: Given | None = None,
    on_attempt: Callable[[Attempt], None] | None = None,
) -> Iterator[Emulation]:
    """Runs a project for one of its stacks. `zones` are the hosted zones that exist before, with
    the domain of each by its ID, and `given` is what else exists before. Raises ProgramError if the
    program itself fails; AWS's refusals are in the attempts."""
    config = project.load(folder, stack).config
    with emulated(zones, given) as account_of:
        backend = EmulatorBackend(account_of, config=config, on_attempt=on_attempt)
        outcome = program.run(folder, stack, backend)
        yield _emulation(outcome, backend)


@contextlib.contextmanager
def emulate_function(
    main: Callable[[], None],
    *,
    stack: str = "test",
    zones: Mapping[str, str] | None = None,
    given: Given | None = None,
) -> Iterator[Emulation]:
    """Runs a function as the program, without project files."""
    with emulated(zones, given) as account_of:
        backend = EmulatorBackend(account_of, config={})
        outcome = program.run_function(main, backend, stack=stack)
        yield _emulation(outcome, backend)


def _emulation(outcome: Outcome, backend: EmulatorBackend) -> Emulation:
    return Emulation(outcome, tuple(backend.attempts.values()), tuple(backend.accounts.values()))
