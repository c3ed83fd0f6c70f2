"""`scan`: checkov's findings in the environments, compared with the list in docs/security.md."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from operations.folder import PROJECT, Folder
from operations.pulumi_cli import on_docker, stacks_of

if TYPE_CHECKING:
    from engine import Registration
    from operations.scan.scan_findings import ScanFinding

CHECKOV = PROJECT / ".venv-scan" / "bin" / "checkov"
DOCUMENT = PROJECT / "docs" / "security.md"
EXAMPLES = sorted(each.parent for each in PROJECT.glob("examples/*/Pulumi.yaml"))


def scan(
    stacks: Annotated[
        list[str] | None,
        typer.Argument(help="The stacks to scan.", show_default="all on AWS"),
    ] = None,
    folder: Folder = PROJECT,
    examples: Annotated[
        bool,
        typer.Option("--examples", help="Scan all companies of examples/ instead."),
    ] = False,
) -> None:
    """Run checkov on the plans of environments, and fail on findings that docs/security.md
    lacks."""
    from operations.errors import OperationError
    from operations.scan import scan_findings

    own = folder / "own" / "security.md"
    if stacks and examples:
        raise OperationError("--examples scans all environments of all companies, so name none")
    documents = [DOCUMENT, *([own] if own.exists() else [])]
    listed = {file: scan_findings.read(file) for file in documents}
    every = [
        Scanned(each, stack, f"{each.name}/{stack}" if examples else stack)
        for each in (EXAMPLES if examples else [folder])
        for stack in stacks_of(each)
        if not on_docker(each, stack)
    ]
    asked = [Scanned(folder, stack, stack) for stack in stacks or []] or every
    findings = [found for each in asked for found in _findings(each)]
    place = " and ".join(os.path.relpath(file, PROJECT) for file in documents)
    # One environment lacks findings that another's settings cause. A team's document is for all of
    # the team's, and the product's for all of the companies.
    complete = [DOCUMENT] if examples else documents[1:]
    for file in complete if {*every} <= {*asked} else []:
        for line in scan_findings.idle(findings, listed[file]):
            where = f"{os.path.relpath(file, PROJECT)}:{line.line}"
            print(f"{where}: {line.check}: nothing is found for it; remove the line")
    missing = scan_findings.unlisted(findings, [line for each in listed.values() for line in each])
    for finding in missing:
        print(finding)
    if missing:
        raise OperationError(
            f"{len(missing)} of {len(findings)} findings are not in {place}",
            remedy="correct the resource, or say in that document why the finding stays",
        )
    print(f"{len(findings)} findings, each one named in {place}")


class Scanned(NamedTuple):
    """Environment that is scanned, and its name among others."""

    folder: Path
    stack: str
    label: str


def _findings(of: Scanned) -> "list[ScanFinding]":
    from backends import name_of
    from operations.plan import preview
    from operations.scan import scan_plan
    from operations.scan.scan_findings import ScanFinding

    registrations = preview.run_for_references(of.folder, of.stack).registrations
    found = scan_plan.addressed(registrations)
    for each in scan_plan.unaddressed(registrations):
        print(f"{of.label}: {name_of(each)} is not scanned: provider_facts/data/ lacks {each.type}")
    print(f"{of.label}: checkov reads {len(found)} resources", file=sys.stderr, flush=True)
    return [
        ScanFinding(
            stack=of.label,
            check=failed["check_id"],
            resource=name_of(found[failed["resource"]]),
            says=failed["check_name"],
        )
        for failed in _checkov(found)
    ]


def _checkov(found: "dict[str, Registration]") -> list[dict[str, Any]]:
    """Returns the failed checks of checkov's report. Raises OperationError if it did not read every
    resource, because a report without findings would then mean nothing."""
    from operations.errors import OperationError
    from operations.scan import scan_plan

    if not CHECKOV.exists():
        raise OperationError("is not set up", file=CHECKOV, remedy="run `make scan`")
    with tempfile.TemporaryDirectory() as folder:
        plan = Path(folder) / "plan.json"
        # If the plan were one line, checkov would show all of it for each finding.
        plan.write_text(json.dumps(scan_plan.plan(found), indent=1), encoding="utf-8")
        command = [str(CHECKOV), "--file", str(plan), "--framework", "terraform_plan"]
        options = ["--output", "json", "--compact", "--quiet", "--skip-download", "--soft-fail"]
        ended = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    try:
        report = json.loads(ended.stdout)
        read = report["summary"]["resource_count"]
        failed: list[dict[str, Any]] = report["results"]["failed_checks"]
    except (ValueError, KeyError, TypeError):
        raise OperationError(f"checkov gave no report: {ended.stderr.strip()[-2000:]}") from None
    if read != len(found):
        raise OperationError(f"checkov read {read} of {len(found)} resources")
    return failed
