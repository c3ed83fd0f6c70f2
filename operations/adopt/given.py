"""Variables that the platform gives to programs, which a workload therefore must not hold."""

from dataclasses import replace

from config.workload import Uses, contract
from operations.adopt.draft import PROGRAMS, Draft
from operations.adopt.ledger import Fate, Ledger

_RESERVED = {*contract.COMMON_VARIABLES, *contract.TASK_VARIABLES, *contract.SDK_VARIABLES}


def drop(draft: Draft, ledger: Ledger) -> None:
    """Takes out variables that a program gets anyway, and says so where each was read."""
    for kind in PROGRAMS:
        for name, program in draft.sections[kind].items():
            uses = Uses.model_validate(program.get("uses", {}))
            port, worker = program.get("port"), kind == "workers"
            given = {
                *contract.plain_variables(uses, port=port, worker=worker),
                *contract.secret_variables(uses),
                *_RESERVED,
            }
            for variable in given & set(program.get("environment", {})):
                value = program["environment"].pop(variable)
                _say(ledger, f"{kind}.{name}.environment.{variable}", variable, value)


def _say(ledger: Ledger, to: str, variable: str, value: str) -> None:
    says = f"the platform gives {variable} to the program, with a value of its own"
    for index, line in enumerate(ledger.lines):
        if line.to == to:
            ledger.lines[index] = replace(line, fate=Fate.LEFT_OUT, to="", says=says)
