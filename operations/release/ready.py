"""`ready`: the deployment checklist, executed line by line instead of ticked.

A line that cannot be looked at from here says so and counts as a no, unless the caller vouches for
it. In a pipeline that is an earlier job that cannot have failed.
"""

import contextlib
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from operations.errors import Ended, OperationError
from operations.folder import PROJECT, Folder
from operations.release.lines import LINES

if TYPE_CHECKING:
    from config import CloudPlatform
    from operations.images import Registry
    from operations.plan import Document
    from operations.release.checks import Answer
    from operations.release.mail import Sending

NOT_READY = 2
"""Exit status if a line of the checklist is a no."""


def ready(
    stack: Annotated[str, typer.Argument(help="The stack: one of the Pulumi.<stack>.yaml files.")],
    evidence: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LINE",
            help="Vouch for tests, scan, alarms or rollback; can be given again.",
        ),
    ] = None,
    state: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What runs there, by `pulumi stack export`."),
    ] = None,
    live: Annotated[
        bool, typer.Option("--live", help="Ask the Pulumi CLI and AWS what runs there.")
    ] = False,
    emulated: Annotated[
        bool, typer.Option("--emulated", help="Ask the emulated account that `up` made.")
    ] = False,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    folder: Folder = PROJECT,
) -> None:
    """Say for each line of the deployment checklist yes, or why not; status 2 at a no."""
    from operations.release import evidence as marks

    for kind in evidence or ():
        marks.check(kind)
    folder = folder.resolve()
    looked = _Looked(folder, stack, state, live=live, emulated=emulated)
    answers = list(looked.answers(frozenset(evidence or ())))
    if json_:
        content = {"stack": stack, "ready": all(each.yes for each in answers)}
        print(json.dumps({**content, "lines": [asdict(each) for each in answers]}, indent=2))
    else:
        _show(stack, answers)
    if not all(each.yes for each in answers):
        raise Ended(NOT_READY)


class _Looked:
    """Findings about one stack, from which its lines are answered."""

    def __init__(
        self, folder: Path, stack: str, state: Path | None, *, live: bool, emulated: bool
    ) -> None:
        from operations.plan import document, preview
        from operations.pulumi_cli import cloud_platform

        self._folder, self._stack = folder, stack
        self._platform: CloudPlatform = cloud_platform(folder, stack)
        self._registry: Registry | None = None
        self._alarms: dict[str, Any] | None = None
        self._receivers: dict[str, Any] | None = None
        self._sending: Sending | None = None
        self._state: Document | None = document.read(state) if state else None
        if live or emulated:
            self._ask(emulated=emulated)
        self._plan = preview.readable_document_of(folder, stack)

    def answers(self, vouched: frozenset[str]) -> "list[Answer]":
        """Returns the lines of the checklist, in its order."""
        from operations.release import checks, heard, mail

        found: dict[str, Callable[[], Answer]] = {
            "tests": self._tests,
            "scan": self._scan,
            "migrations": lambda: checks.migrations(self._platform, self._registry),
            "flags": lambda: checks.flags(self._platform),
            "alarms": lambda: heard.alarms(self._plan, self._alarms, self._receivers),
            "mail": lambda: mail.mail(self._platform, self._sending),
            "rollback": lambda: checks.rollback(self._platform, self._state, self._registry),
        }
        return [
            checks.given(line, kind) if kind in vouched else found[kind]()
            for kind, line in LINES.items()
        ]

    def _tests(self) -> "Answer":
        from operations.release import evidence
        from operations.release.checks import Answer

        line = LINES["tests"]
        if at := evidence.when(self._folder, "tests"):
            return Answer(line, True, f"they passed for exactly these files ({at})")
        return Answer(
            line,
            False,
            "they did not run for exactly these files",
            "`make check`, or EVIDENCE=tests where an earlier job ran it",
        )

    def _scan(self) -> "Answer":
        from operations.release import checks
        from operations.scan import scan

        print(f"{self._stack}: scanning the plan ...", file=sys.stderr, flush=True)
        try:
            # The list of findings is the scan's own, on its way to people.
            with contextlib.redirect_stdout(sys.stderr):
                scan.scan([self._stack], folder=self._folder)
        except OperationError as error:
            return checks.scan(error)
        return checks.scan(None)

    def _ask(self, *, emulated: bool) -> None:
        """Asks the CLI for the state, and AWS for its registry, its alarms and its mail."""
        from operations import accounts
        from operations.deploy import engine
        from operations.images import registries, registry
        from operations.plan import standing
        from operations.pulumi_cli import cli
        from operations.release import mail

        used = engine.session(self._stack, self._folder, emulated=emulated)
        words = ["stack", "export", "--stack", self._stack]
        exported = cli.ask(used.program, words, used.environment, self._folder)
        self._state = standing.as_document(json.loads(exported), Path("pulumi stack export"))
        region = self._platform.settings.region
        endpoint = used.environment.get("AWS_ENDPOINT_URL", "")
        client = accounts.client("ecr", region, endpoint=endpoint)
        self._registry = registries.Ecr(client, self._platform, registry(self._platform))
        self._ask_about_alarms(endpoint)
        self._sending = mail.ask(self._platform, endpoint)

    def _ask_about_alarms(self, endpoint: str) -> None:
        """Asks AWS in each region for its alarms, and who hears their topics."""
        from operations import accounts
        from operations.alarms import receivers

        there: dict[str, Any] = {}
        alarms = self._standing("aws:cloudwatch/metricAlarm:MetricAlarm")
        topics = self._standing("aws:sns/topic:Topic")
        self._receivers = {}
        for region in sorted({self._region(each) for each in (*alarms, *topics)}):
            watch = accounts.client("cloudwatch", region, endpoint=endpoint)
            with accounts.asking("the alarms"):
                pages = watch.get_paginator("describe_alarms").paginate()
                there |= {
                    each["AlarmName"]: each for page in pages for each in page["MetricAlarms"]
                }
            sns = accounts.client("sns", region, endpoint=endpoint)
            for topic in topics:
                if self._region(topic) == region:
                    name = topic["urn"].rpartition("::")[2]
                    self._receivers[name] = receivers(sns, topic["id"], name)
        self._alarms = {name: there.get(name, {}) for name in sorted(s["id"] for s in alarms)}

    def _region(self, state: dict[str, Any]) -> str:
        return str((state.get("inputs") or {}).get("region") or self._platform.settings.region)

    def _standing(self, type_: str) -> list[dict[str, Any]]:
        steps = (self._state or {}).get("steps") or []
        return [s["newState"] for s in steps if s["newState"]["type"] == type_]


def _show(stack: str, answers: "list[Answer]") -> None:
    for each in answers:
        print(f"{'yes' if each.yes else 'no ':3}  {each.line}: {each.says}")
        if each.remedy and not each.yes:
            print(f"     {each.remedy}")
        for detail in each.details:
            print(f"       {detail}")
    bad = sum(not each.yes for each in answers)
    print(f"{stack} is ready" if not bad else f"{stack} is not ready: {bad} of {len(answers)} no")
