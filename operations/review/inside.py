"""Changes inside of resources, which no plan shows as such: the databases and logins that the
database setup makes by SQL."""

from collections.abc import Iterator

from config import Workload
from config.workload import contract
from operations.plan import Change
from operations.review.grading import Graded, Reason
from provider_facts import Case, Grade

DATABASE = "plinth:workload:Database"
LOGIN = "plinth:workload:DatabaseLogin"
_GONE = Case(
    grade=Grade.DATA_LOSS,
    says="Nobody uses it any more. It keeps its data, and a database of another name begins empty.",
    instead="If it is only renamed, rename it by SQL first: docs/operations.md#another-name.",
)
_NEW = Case(grade=Grade.SAFE, says="A new, empty database is made in the instance.")
_MORE = Case(grade=Grade.WIDER_RIGHTS, says="The program may read or write more than before.")
_PEOPLE = Case(
    grade=Grade.WIDER_RIGHTS,
    says="Whoever may read its secret can read the whole database, as `<name>__people`.",
)
_NO_PEOPLE = Case(
    grade=Grade.SAFE, says="The login for people can no longer log in; its secret is deleted."
)
_LESS = Case(
    grade=Grade.SAFE, says="The program may do less; a query that it still makes is refused."
)


def changes(stack: str, before: Workload, after: Workload) -> Iterator[Graded]:
    """Yields the databases that come and go, and the rights of programs in them."""
    for name in sorted({*before.databases, *after.databases}):
        if name not in after.databases:
            yield _graded(stack, "deleted", DATABASE, name, _GONE)
        elif name not in before.databases:
            yield _graded(stack, "created", DATABASE, name, _NEW)
    old, new = _rights(before), _rights(after)
    for program, database in sorted({*old, *new}):
        was, becomes = old.get((program, database)), new.get((program, database))
        if was == becomes or database not in after.databases:
            continue
        if contract.PEOPLE in program:
            kind, case = ("created", _PEOPLE) if becomes else ("deleted", _NO_PEOPLE)
            yield _graded(stack, kind, LOGIN, f"{program} in {database}", case)
            continue
        if program not in _names(before):
            continue
        more = becomes == "write" or was is None
        yield _graded(stack, "updated", LOGIN, f"{program} in {database}", _MORE if more else _LESS)


def _rights(workload: Workload) -> dict[tuple[str, str], str]:
    return {
        (login, database): access
        for login, used in contract.logins(workload).items()
        for database, access in used.items()
    }


def _names(workload: Workload) -> set[str]:
    return {each.name for each in workload.programs()}


def _graded(stack: str, kind: str, type_: str, name: str, case: Case) -> Graded:
    urn = f"urn:pulumi:{stack}::plinth::{type_}::{name}"
    change = Change(kind, urn)  # type: ignore[arg-type]
    return Graded(change, (Reason("config/workload.yaml", case),))
