"""`adopt`: a workload and settings from what a team has, and what became of each line."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from operations.folder import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from operations.adopt.draft import Draft
    from operations.adopt.environments import Given
    from operations.adopt.ledger import Ledger
    from operations.report import Block

app = typer.Typer(
    help="Write a workload and settings from a team's own files.", no_args_is_help=True
)

Out = Annotated[Path, typer.Option(help="Folder to which the files are written.")]
Json = Annotated[bool, typer.Option("--json", help="Print the list as JSON.")]
Replace = Annotated[bool, typer.Option("--replace", help="Write over files that stand there.")]
Region = Annotated[str, typer.Option(help="AWS region of the environments.")]
Account = Annotated[str | None, typer.Option(help="AWS account of the environments.")]
Domain = Annotated[str | None, typer.Option(help="Domain of production.")]
_ADOPTED = Path("adopted")


@app.command("compose")
def compose(
    files: Annotated[list[Path], typer.Argument(help="Compose files; later ones win.")],
    *,
    profile: Annotated[
        list[str] | None, typer.Option(help="Profile whose services are taken too.")
    ] = None,
    out: Out = _ADOPTED,
    replace: Replace = False,
    region: Region = "eu-central-1",
    account: Account = None,
    domain: Domain = None,
    json_: Json = False,
) -> None:
    """Write a workload from Docker Compose files, with settings for dev and staging."""
    from operations.adopt import written
    from operations.adopt.compose import read
    from operations.adopt.draft import name_of

    environments = ["dev", "staging"]
    written.check_free(out, environments, replace)
    draft, ledger, name = read(files, frozenset(profile or ()), out)
    given = _given(name_of(name), region, account, domain, docker="dev")
    _finish(out, environments, draft, given, ledger, json_)


@app.command("copilot")
def copilot(
    folder: Annotated[Path, typer.Argument(help="The copilot/ folder, with its manifests.")],
    *,
    out: Out = _ADOPTED,
    replace: Replace = False,
    region: Region = "eu-central-1",
    account: Account = None,
    domain: Domain = None,
    json_: Json = False,
) -> None:
    """Write a workload from AWS Copilot's manifests, with settings for each environment."""
    from operations.adopt import written
    from operations.adopt.copilot import read
    from operations.adopt.draft import name_of

    draft, ledger, name, environments = read(folder, out)
    written.check_free(out, environments, replace)
    given = _given(name_of(name), region, account, domain)
    _finish(out, environments, draft, given, ledger, json_)


@app.command("apprunner")
def apprunner(
    files: Annotated[
        list[Path],
        typer.Argument(help="Answers of `aws apprunner describe-service`, as JSON, and of others."),
    ],
    *,
    out: Out = _ADOPTED,
    replace: Replace = False,
    region: Region = "eu-central-1",
    account: Account = None,
    domain: Domain = None,
    json_: Json = False,
) -> None:
    """Write a workload from what AWS says about services of App Runner, with settings for prod."""
    from operations.adopt import written
    from operations.adopt.apprunner import read
    from operations.adopt.draft import name_of

    draft, ledger, name = read(files)
    environments = ["prod"]
    written.check_free(out, environments, replace)
    given = _given(name_of(name), region, account, domain)
    _finish(out, environments, draft, given, ledger, json_)


def _given(
    project: str,
    region: str,
    account: str | None,
    domain: str | None,
    *,
    docker: str | None = None,
) -> "Given":
    from operations.adopt.environments import PLACEHOLDER_ACCOUNT, PLACEHOLDER_DOMAIN, Given

    short = project[:20].rstrip("-")
    return Given(
        short, region, account or PLACEHOLDER_ACCOUNT, domain or PLACEHOLDER_DOMAIN, docker
    )


def _finish(
    out: Path,
    environments: list[str],
    draft: "Draft",
    given: "Given",
    ledger: "Ledger",
    json_: bool,
) -> None:
    """Writes the files and shows the list."""
    from dataclasses import asdict

    from operations.adopt import given as platform
    from operations.adopt import written
    from operations.plan import plan_text
    from operations.report import terminal

    platform.drop(draft, ledger)
    written.write(out, environments, draft, given, ledger)
    if json_:
        lines = [asdict(line) for line in ledger.lines]
        print(json.dumps({"lines": lines, "to_do": ledger.to_do}, indent=2, ensure_ascii=False))
    else:
        plan_text.show(terminal.parts(_blocks(ledger)), sys.stdout)
    option = "" if out.resolve() == PROJECT else f" --folder {out}"
    last = environments[-1]
    print(f"Wrote {out}: python -m operations preview {last}{option}", file=sys.stderr)


def _blocks(ledger: "Ledger") -> "Iterator[Block]":
    from operations.adopt.ledger import Fate
    from operations.report import Heading, Paragraph, Table

    for fate in Fate:
        rows = tuple(
            (line.place, line.key, line.to, line.says) for line in ledger.lines if line.fate is fate
        )
        yield Heading(f"{fate.capitalize()}: {len(rows)}", 2)
        if rows:
            yield Table(("where", "key", "now", "note"), rows, wide=fate is not Fate.TRANSLATED)
    yield Heading(f"To do: {len(ledger.to_do)}", 2)
    for each in ledger.to_do:
        yield Paragraph(f"- {each}")
