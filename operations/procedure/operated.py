"""The manner in which commands of recovery run a procedure: shown first, and carried out under the
environment's lock with `--apply`."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from operations import accounts, outputs
from operations.errors import OperationError
from operations.procedure import text
from operations.procedure.journal import Entries, Journal
from operations.procedure.passing import Clock, patiently
from operations.procedure.runner import Procedure
from operations.procedure.step import Step
from operations.procedure.store import Store
from operations.report import Block, Paragraph, terminal
from operations.sites import Site

Steps = Callable[[Mapping[str, Any], Journal], Sequence[Step]]
"""Function that returns the steps for what a journal keeps."""


@dataclass(frozen=True, kw_only=True)
class Operated:
    """A procedure of an environment, for a command."""

    site: Site
    clock: Clock
    name: str
    facts: Callable[[], Mapping[str, Any]]
    """Returns what a new run is about. Raises OperationError if there can be none."""
    steps: Steps
    check: Callable[[Mapping[str, Any]], None] = lambda _: None
    """Raises OperationError if a new run must not begin without another word."""
    told: Callable[[Mapping[str, Any]], Sequence[Block]] = lambda _: ()
    """Returns what people should know before they decide."""
    finished: Callable[[Entries], bool] = lambda _: False
    """Returns true if an ended run is all that is wanted, so that no new one begins."""
    region: str = ""

    @property
    def store(self) -> Store:
        """The place of the journal."""
        return Store(site=self.site, clock=self.clock, region=self.region)

    def read(self) -> Entries | None:
        """Returns the journal."""
        with accounts.asking(f"the journal of {self.name}"):
            return self.store.journal(self.name).read()

    def show(self, json_file: Path | None = None) -> None:
        """Prints the plan, or how far a run that has begun is."""
        entries = self.read()
        with accounts.asking(f"what {self.name} would change"):
            begun = (
                entries if entries and (not entries.ended or self._is_finished(entries)) else None
            )
            facts = begun.facts if begun else patiently(self.clock, self.facts)
            looks = self._procedure(facts).looks()
        if json_file:
            written = {**text.document(looks, begun), "facts": dict(facts)}
            outputs.write(json.dumps(written, indent=2) + "\n", json_file)
        if json_file == outputs.STDOUT:
            return
        blocks = [*self.told(facts), *text.plan(looks)]
        target = self.site.platform.settings.recovery.rto_minutes
        if begun:
            blocks += text.state(begun, self.clock.now(), target_minutes=target)
        else:
            blocks += self._hindrance(facts)
        show(blocks)

    def _hindrance(self, facts: Mapping[str, Any]) -> Sequence[Block]:
        try:
            self.check(facts)
        except OperationError as error:
            return [Paragraph(f"--apply would refuse it: {error}.")]
        return []

    def run(self, *, take_over: bool) -> Entries:
        """Carries out what is left to do, and returns the journal."""
        lock, store = self.store.lock(), self.store
        with accounts.asking("what it takes"), store.held(lock, self.name, take_over=take_over):
            self._check_current()
            entries = store.journal(self.name).read()
            if entries and entries.ended and self._is_finished(entries):
                say(f"{self.name}: was done on {entries.ended:%Y-%m-%d at %H:%M} UTC")
                return entries
            facts = entries.facts if entries and not entries.ended else self._new()
            entries = self._procedure(facts, lock=lock).run(facts)
        target = self.site.platform.settings.recovery.rto_minutes
        show(text.state(entries, self.clock.now(), target_minutes=target))
        return entries

    def _check_current(self) -> None:
        """Raises OperationError if the state was written since this command read it: by another
        operator's run, whose end this one waited for, or by an `up`."""
        if self.site.state.read() != self.site.content:
            raise OperationError(
                f"the state of {self.site.stack} was written while this command began",
                remedy="run it again",
            )

    def _new(self) -> Mapping[str, Any]:
        facts = patiently(self.clock, self.facts)
        self.check(facts)
        return facts

    def _is_finished(self, entries: Entries) -> bool:
        return patiently(self.clock, lambda: self.finished(entries))

    def _procedure(self, facts: Mapping[str, Any], lock: Any = None) -> Procedure:
        store = self.store
        journal = store.journal(self.name)
        return Procedure(
            name=self.name,
            steps=self.steps(facts, journal),
            journal=journal,
            lock=lock or store.lock(),
            clock=self.clock,
            say=say,
        )


def check_account(site: Site) -> None:
    """Raises OperationError if the credentials are for another account than the stack's."""
    with accounts.asking("whose credentials these are"):
        found = site.client("sts").get_caller_identity()["Account"]
    wanted = site.platform.settings.account_id
    if not site.endpoint and found != wanted:
        raise OperationError(
            f"the credentials are for account {found}, and {site.stack} stands in {wanted}",
            remedy="take credentials of that account",
        )


def show(blocks: Any) -> None:
    """Prints blocks on the terminal."""
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=False)
    for part in terminal.parts(blocks):
        console.print(part)


def say(sentence: str) -> None:
    """Tells progress, on stderr."""
    print(sentence, file=sys.stderr, flush=True)


def nothing_changed() -> Paragraph:
    """Returns the sentence under a plan."""
    return Paragraph("Nothing was changed; --apply carries it out.")
