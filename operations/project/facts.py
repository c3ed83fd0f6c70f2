"""`facts`: the effects of a resource type's inputs in AWS's provider, with the source of each."""

from pathlib import Path
from typing import Annotated

import typer


def facts(
    type_: Annotated[
        str | None,
        typer.Argument(
            help="Type, such as rds.Instance or aws:rds/instance:Instance; by default all types.",
            metavar="[TYPE]",
        ),
    ] = None,
    json_file: Annotated[
        Path | None,
        typer.Option("--json", metavar="FILE", help="Write the rows to FILE, by type."),
    ] = None,
) -> None:
    """Show the inputs that replace a resource, keep their value when they are left out, or are sent
    as zero, and other surprises, each with the source that was read."""
    import provider_facts
    from operations import outputs
    from operations.plan import document, plan_text
    from operations.project import facts_text

    outputs.check_writable(json_file)
    types = [_type(type_)] if type_ else list(provider_facts.types())
    if json_file:
        document.write({each: facts_text.plain(each) for each in types}, json_file)
    report = facts_text.details(types[0]) if type_ else facts_text.overview(types)
    plan_text.show(report, outputs.beside(json_file))


def _type(name: str) -> str:
    """Returns the type that a name means. Raises OperationError if it means none, or more than
    one."""
    import provider_facts
    from operations.errors import OperationError
    from operations.project.facts_text import short

    known = {
        each: {each, short(each), short(each).partition(".")[2]} for each in provider_facts.types()
    }
    found = [each for each, names in known.items() if name.lower() in map(str.lower, names)]
    if len(found) == 1:
        return found[0]
    remedy = (
        f"say which: {', '.join(map(short, found))}"
        if found
        else "`python -m operations facts` shows all; a type without a row is unknown, not harmless"
    )
    what = "is more than one type" if found else "has no row in provider_facts/data/"
    raise OperationError(f"{name}: {what}", remedy=remedy)
