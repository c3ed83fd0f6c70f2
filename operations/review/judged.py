"""Judges one environment: both plans compared, graded, and looked through for what opens."""

from collections.abc import Sequence
from pathlib import Path

import policies
from config import ConfigError, Workload
from config.decisions import Grants
from config.files import yaml_file
from config.workload import team_files
from operations.errors import OperationError
from operations.plan import Document, Resources, between, compare, document, renames, shown_pair
from operations.plan.guests import taken
from operations.reach import Graph, meant, new_findings, opened
from operations.review import cost_change, engine_plan, inside, report
from operations.review.grading import graded, in_order
from operations.review.renames import likely_renames
from operations.rights import widened
from operations.topology import difference
from operations.workload import read as workload_of


def environment(
    stack: str,
    before: Document | None,
    after: Document | None,
    grants: Grants,
    *,
    folders: tuple[Path, Path],
    accepted: Sequence[policies.waivers.Waiver] = (),
    engine_file: Path | None = None,
) -> report.Environment:
    """Returns the part of the report about one stack. A side without a document has no such
    stack."""
    notes: list[str] = []
    if after is None:
        return report.Environment(
            stack,
            goes=True,
            notes=(
                f"Its file Pulumi.{stack}.yaml goes, and with it the way to change or delete what "
                f"stands there. Run `pulumi destroy -s {stack}` first.",
            ),
        )
    if before is None:
        before = {"steps": [], "changeSummary": {}}
        notes.append("It is new: everything is created.")
    before, renamed = renames.applied(before, renames.of(after))
    if renamed:
        notes.append(f"{len(renamed)} resources have another name and an alias, and stay.")
    found = compare(before, after, before_file="the base")
    if engine_file is not None:
        offline, found = found, engine_plan.compared(document.read(engine_file))
        notes += engine_plan.differing(offline, found)
    if loss := taken(stack, folders[1], found):
        notes.append(f"`make up` refuses it: {loss.problem}. The way around: {loss.remedy}.")
    resources = Resources(before), Resources(after)
    graphs = Graph(resources[0]), Graph(resources[1])
    workloads = [_workload(folder) for folder in folders]
    before_it, after_it = workloads
    sql = inside.changes(stack, before_it, after_it) if before_it and after_it else ()
    return report.environment(
        stack,
        in_order((*graded(found), *sql)),
        grants,
        unchanged=found.unchanged,
        edits=tuple(_edits(stack, folders)),
        renames=likely_renames(found),
        notes=tuple(notes),
        opened=_opened(*resources, graphs),
        holes=_holes(graphs, workloads),
        cost=cost_change.of(*resources),
        drawing=difference(*resources, graphs),
        violations=tuple(
            f"{each.rule.name} ({each.rule.severity}): {each.title} {each.says}; {each.rule.remedy}"
            for each in policies.worsened(before, after, accepted)
        ),
    )


def of_engine(stack: str, document: Document, grants: Grants) -> report.Environment:
    """Returns the part of the report about the engine's own plan, a document of `pulumi preview
    --json --show-sames`. What it opens is not told: the engine does not know yet to what most of
    its values refer."""
    found = engine_plan.compared(document)
    return report.environment(stack, graded(found), grants, unchanged=found.unchanged)


def _opened(before: Resources, after: Resources, graphs: tuple[Graph, Graph]) -> report.Opened:
    """Returns what is reachable or permitted after a change and was not before."""
    stood = {str(each) for each in before.all}
    ways = opened(*graphs)
    granted = widened(before, after)
    return report.Opened(
        to_old=(
            *(str(each) for each in ways if each.kind != "new place"),
            *(str(each) for each in granted if each.owner in stood),
        ),
        to_new=(
            *(str(each) for each in ways if each.kind == "new place"),
            *(str(each) for each in granted if each.owner not in stood),
        ),
    )


def _holes(graphs: tuple[Graph, Graph], workloads: list[Workload | None]) -> tuple[str, ...]:
    """Returns what is open after a change although no line of the workload means it, and was not
    before."""
    found = new_findings(*graphs, *(meant(each) if each else None for each in workloads))
    return tuple(str(each) for each in found)


def _workload(folder: Path) -> Workload | None:
    try:
        return workload_of(folder)
    except OperationError:
        return None


def _edits(stack: str, folders: tuple[Path, Path]) -> list[str]:
    """Returns the keys of the stack's file and of the workload that differ."""
    lines = []
    files = dict.fromkeys(name for folder in folders for name in team_files.names(folder))
    for name in (f"Pulumi.{stack}.yaml", *files):
        sides = []
        for folder in folders:
            try:
                sides.append(yaml_file.read(folder / name).content or {})
            except ConfigError:
                sides.append({})
        for each in between("", *sides, loose=False):
            old, new = shown_pair(each)
            path = each.path.replace('config["plinth:settings"].', "")
            lines.append(f"{name}: {path}: {old} -> {new}")
    return lines
