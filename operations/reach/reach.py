"""`reach`: who reaches whom in an environment, by which way, or what stops it."""

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from operations.folder import PROJECT, Folder
from operations.plan import PlanFile

if TYPE_CHECKING:
    from operations.reach.graph import Graph


def reach(
    source: Annotated[
        str | None,
        typer.Argument(metavar="FROM", help="A program, internet, database, cache, and so on."),
    ] = None,
    target: Annotated[str | None, typer.Argument(metavar="TO", help="The same.")] = None,
    stack: Annotated[str | None, typer.Option(help="The stack whose plan is read.")] = None,
    file: PlanFile = None,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    folder: Folder = PROJECT,
) -> None:
    """Show who reaches whom, and by what; status 2 if a way is open that nothing means."""
    from operations.errors import Ended, OperationError
    from operations.plan import from_stack_or_file, plan_text
    from operations.pulumi_cli import cloud_platform
    from operations.reach import checks, intent, reach_text
    from operations.reach.graph import Graph
    from operations.workload import read as workload_of

    if (source is None) != (target is None):
        raise OperationError("one place alone says nothing", remedy="name both: reach FROM TO")
    if stack:
        cloud_platform(folder, stack)
    graph = Graph(from_stack_or_file(folder, stack, file))
    if source and target:
        ends = [
            (one, other)
            for one in names(graph, source)
            for other in names(graph, target)
            if one != other
        ]
        if not ends:
            raise OperationError(f"{source} and {target} are the same place")
        if json_:
            paths = [path for one, other in ends for path in graph.paths(one, other)]
            print(json.dumps(reach_text.as_json(graph, paths, []), indent=2))
            return
        for one, other in ends:
            plan_text.show(reach_text.answer(graph, one, other), sys.stdout)
        _say(graph)
        return
    # What is meant stands in this project's workload, which is not that of a document.
    workload = intent.meant(workload_of(folder)) if file is None else None
    found = checks.findings(graph, workload)
    if json_:
        every = list(graph.pairs.values())
        print(json.dumps(reach_text.as_json(graph, every, found), indent=2))
    else:
        plan_text.show(reach_text.table(graph), sys.stdout)
        plan_text.show(reach_text.told(found), sys.stdout)
        _say(graph)
        if file:
            print("What the workload does not mean is told with --stack only", file=sys.stderr)
    if found:
        raise Ended(Ended.FOUND)


def _say(graph: "Graph") -> None:
    """Prints what the plan cannot tell."""
    from operations.reach import reach_text

    for line in reach_text.unknown(graph):
        print(line, file=sys.stderr)


_WORDS = {
    "cloudfront": "edge",
    "cdn": "edge",
    "alb": "load balancer",
    "lb": "load balancer",
    "redis": "cache",
    "valkey": "cache",
    "opensearch": "search",
    "postgres": "database",
    "postgresql": "database",
    "rds": "database",
    "world": "internet",
}
"""Other words for kinds of places."""


def names(graph: "Graph", word: str) -> list[str]:
    """Returns the places that a person means by a word: one by its name, or all of a kind. Raises
    OperationError if there are none."""
    from config.values import closest
    from operations.errors import OperationError

    if word in graph.places:
        return [word]
    kind = _WORDS.get(word.lower(), word.lower().replace("-", " ").replace("_", " "))
    found = [name for name, place in graph.places.items() if place.kind == kind]
    if found:
        return found
    known = {*graph.places, *(place.kind.replace(" ", "-") for place in graph.places.values())}
    raise OperationError(
        f"there is no place called {word}{closest(word, known)}",
        remedy="`reach` without names lists all places",
    )
