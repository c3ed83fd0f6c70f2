"""Checks of `uses.own` against the names that the team's own/ exports; pure."""

from collections.abc import Collection, Iterator, Mapping

from config.checks.workload_checks import RESERVED_VARIABLES
from config.values import Broken, closest
from config.workload import Program, Service, Worker, Workload, contract

Exports = Mapping[str, Collection[str]]
"""Environment variables that each name exported by own/ gives."""


def export_problems(workload: Workload, exports: Exports) -> Iterator[Broken]:
    """Yields names that own/ does not export, and variables that a program has already."""
    for each in workload.programs():
        path, program = each.path, each.program
        taken = _variables(program)
        for index, name in enumerate(program.uses.own):
            if name not in exports:
                hint = closest(name, exports) or f"; there are {', '.join(exports) or 'none'}"
                yield Broken(
                    (*path, "uses", "own", index),
                    name,
                    f"is not in EXPORTS of own/resources.py{hint}",
                )
                continue
            if name in program.uses.own[:index]:
                yield Broken((*path, "uses", "own", index), name, "is there already; leave it out")
                continue
            for variable in exports[name]:
                if variable in taken:
                    yield Broken(
                        (*path, "uses", "own", index),
                        name,
                        f"gives the variable {variable}, which {taken[variable]} gives already; "
                        "rename it in own/resources.py",
                    )
                taken[variable] = name


def _variables(program: Program) -> dict[str, str]:
    """Returns the variables of a program, each with the thing that gives it."""
    port = program.port if isinstance(program, Service) else None
    plain = contract.plain_variables(program.uses, port=port, worker=isinstance(program, Worker))
    platform = {*plain, *contract.secret_variables(program.uses), *RESERVED_VARIABLES}
    return {
        **dict.fromkeys(program.environment, "`environment`"),
        **dict.fromkeys(platform, "Plinth"),
    }
