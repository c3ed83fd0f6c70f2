"""`plan` and `up --plan`: what was looked at is what is carried out, or nothing is.

A bound plan is a file with the engine's own plan (`--save-plan`), the graded report of it, and a
fingerprint of everything that it depends on. The engine's plan alone would not do: `pulumi up
--plan` refuses steps that the plan lacks, and so finds out in the middle of an update, with half of
it done. The fingerprints are compared before anything starts, and say what moved.
"""

import json
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from operations import outputs
from operations.deploy import bindings, engine
from operations.errors import Ended, OperationError
from operations.folder import PROJECT, Folder
from operations.plan import document
from operations.pulumi_cli import cli, cloud_platform

if TYPE_CHECKING:
    from config.decisions import Grants
    from operations.review import Report

_FORM = "plinth bound plan 1"

Plan = Annotated[
    Path | None,
    typer.Option(
        "--plan",
        metavar="FILE",
        help="Carry out this plan of `plan --out FILE`; refused if anything moved since.",
    ),
]


def plan(
    stack: engine.Stack,
    out: Annotated[Path, typer.Option(metavar="FILE", help="Write the bound plan to FILE.")],
    emulated: engine.Emulated = False,
    folder: Folder = PROJECT,
) -> None:
    """Plan a deployment into a file that `up --plan` carries out as long as nothing moves.

    Ends with status 0 if nothing needs a grant, 2 for a hazard that nobody granted, and 1 if there
    is no plan. `up --plan` refuses a plan with such a hazard.
    """
    from config import ConfigError
    from config.decisions import read
    from operations.review import report

    folder = folder.resolve()
    if out == outputs.STDOUT:
        raise OperationError("a plan is kept in a file", remedy=f"--out {stack}.plan")
    outputs.check_writable(out)
    cloud_platform(folder, stack)
    try:
        grants = read(folder, date.today())
    except ConfigError as error:
        raise OperationError(str(error)) from None
    used = engine.session(stack, folder, emulated=emulated)
    before = _bindings(folder, stack, used, out)
    planned, shown = _planned(stack, folder, emulated)
    engine.refuse_taking(stack, folder, shown)
    after = _bindings(folder, stack, used, out)
    if changed := bindings.moved(before, after):
        raise OperationError(
            f"changed while the plan was made: {_sentence(changed)}", remedy="plan again"
        )
    found = _report(stack, shown, grants)
    content = {
        "form": _FORM,
        "stack": stack,
        "emulated": emulated,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": bindings.commit(folder),
        "bindings": before,
        "report": report.as_json(found),
        "engine": planned,
    }
    _write(content, out)
    _show(found)
    option = " EMULATED=1" if emulated else ""
    print(f"bound: make up STACK={stack}{option} PLAN={out}", file=sys.stderr)
    if found.status:
        raise Ended(found.status)


def up(
    stack: engine.Stack,
    options: engine.Options = None,
    emulated: engine.Emulated = False,
    yes: engine.Yes = False,
    only: Annotated[
        str, typer.Option(help="On Docker: run only these programs and their needs.")
    ] = "",
    plan: Plan = None,
    folder: Folder = PROJECT,
) -> None:
    """Create and change the resources that the program declares, or exactly those of a plan."""
    if plan is None:
        engine.up(stack, options, emulated=emulated, yes=yes, only=only, folder=folder)
        return
    if only:
        raise OperationError("a plan has all programs; ONLY is for a stack on Docker")
    folder = folder.resolve()
    bound = _read(plan, stack, emulated=emulated)
    cloud_platform(folder, stack)
    used = engine.session(stack, folder, emulated=emulated)
    if changed := bindings.moved(bound["bindings"], _bindings(folder, stack, used, plan)):
        raise _refusal(changed, plan, stack, emulated=emulated)
    print(f"nothing moved since {bound['made']}: carrying out {plan}", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="plinth-plan-") as temporary:
        file = Path(temporary) / "engine.json"
        file.touch(mode=0o600)
        file.write_text(json.dumps(bound["engine"]), encoding="utf-8")
        given = ["--plan", str(file), *(["--yes"] if yes else []), *(options or ())]
        engine.run("up", stack, given, emulated=emulated, folder=folder)


def _bindings(folder: Path, stack: str, used: engine.Session, file: Path) -> bindings.Bindings:
    exported = cli.ask(
        used.program, ["stack", "export", "--stack", stack], used.environment, folder
    )
    return {
        "program": bindings.program(folder, stack, without=file),
        "configuration": bindings.configuration(folder, stack),
        "images": bindings.images(folder, stack),
        "state": bindings.state(exported),
        "tools": bindings.tools(cli.ask(used.program, ["version"], used.environment, folder)),
    }


def _planned(stack: str, folder: Path, emulated: bool) -> tuple[dict[str, Any], document.Document]:
    """Returns the engine's plan, and the document of the same preview. Secrets in the plan are
    encrypted as in the state."""
    with tempfile.TemporaryDirectory(prefix="plinth-plan-") as temporary:
        saved = Path(temporary) / "engine.json"
        options = ["--save-plan", str(saved)]
        shown = engine.previewed(stack, options, folder, emulated=emulated)
        planned: dict[str, Any] = json.loads(saved.read_text(encoding="utf-8"))
        return planned, shown


def _report(stack: str, shown: document.Document, grants: "Grants") -> "Report":
    from operations.review import judged, report

    way = "by the engine, which knows the real state"
    return report.Report("what stands", (judged.of_engine(stack, shown, grants),), way=way)


def _show(found: "Report") -> None:
    from operations.plan import plan_text
    from operations.review import blocks, review_text

    plan_text.show(review_text.parts(blocks.blocks(found)), sys.stdout)


def _write(content: dict[str, Any], file: Path) -> None:
    """Writes the whole file or nothing, for its owner only: the plan has the configuration."""
    with outputs.whole(file, private=True) as partial:
        partial.write_text(json.dumps(content, indent=1), encoding="utf-8")


def _read(file: Path, stack: str, *, emulated: bool) -> dict[str, Any]:
    remedy = f"make one: make plan STACK={stack} OUT={file}"
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise OperationError(
            f"cannot be read: {error.strerror}", file=file, remedy=remedy
        ) from None
    except ValueError:
        raise OperationError("is no bound plan", file=file, remedy=remedy) from None
    if not isinstance(content, dict) or content.get("form") != _FORM:
        raise OperationError("is no bound plan of this version", file=file, remedy=remedy)
    places = {True: "the emulated account", False: "AWS"}
    for what, found, asked in (
        ("stack", content["stack"], stack),
        ("account", places[content["emulated"]], places[emulated]),
    ):
        if found != asked:
            raise OperationError(f"is a plan for {found}, not for {asked} ({what})", file=file)
    if content["report"]["status"]:
        raise OperationError(
            "has hazards that nobody granted; nothing was changed",
            file=file,
            remedy="take the safe way, or grant them in config/grants.yaml (docs/review.md), and "
            "plan again",
        )
    return content


def _refusal(
    changed: dict[str, list[str]], file: Path, stack: str, *, emulated: bool
) -> OperationError:
    lines = [f"is stale, and nothing was changed; {len(changed)} of {len(bindings.PARTS)} moved:"]
    for part, words in changed.items():
        name, remedy = bindings.PARTS[part]
        lines.append(f"  {name}: {_few(words)}; {remedy}")
    option = " EMULATED=1" if emulated else ""
    lines.append(f"  to plan again: make plan STACK={stack}{option} OUT={file}")
    return OperationError("\n".join(lines), file=file)


def _sentence(changed: dict[str, list[str]]) -> str:
    return "; ".join(f"{bindings.PARTS[part][0]}: {_few(words)}" for part, words in changed.items())


def _few(words: list[str]) -> str:
    more = f" and {len(words) - 4} more" if len(words) > 4 else ""
    return ", ".join(words[:4]) + more
