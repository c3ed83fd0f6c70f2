"""`drift`: what of an emulated environment is no longer as it was declared."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer


def drift(
    state: Annotated[
        Path, typer.Argument(help="The document that `emulate --json` wrote.", metavar="FILE")
    ],
    endpoint: Annotated[
        str, typer.Option(help="Where `emulate --keep` serves the account.", metavar="URL")
    ],
) -> None:
    """Show what was changed by hand in an account that `emulate --keep` serves."""
    from emulator.account import Account
    from emulator.drift import differences
    from emulator.resources import Resource, Resources
    from operations import document, drift_text, plan_text

    written = document.read(state)
    declared = [
        _resource(entry, Resource) for entry in written["resources"] if entry["id"] is not None
    ]
    account = Account(written["account"], endpoint=endpoint)
    found = list(differences(Resources(account), declared))
    plan_text.show(drift_text.report(found), sys.stdout)
    if found:
        sys.exit(1)


def _resource(entry: dict[str, Any], kind: Any) -> Any:
    return kind(
        type=entry["type"],
        urn=entry["urn"],
        inputs=entry["inputs"],
        region=entry["region"],
        default_tags=entry["defaultTags"],
        id=entry["id"],
        outputs=entry["outputs"],
    )
