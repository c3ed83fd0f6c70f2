"""What the database setup does by SQL is graded as well, though no resource of the plan says it."""

from typing import Any

import pytest

from config import Workload
from operations.review import inside
from tests.factories import raw_workload


def changed(*edits: tuple[tuple[str, ...], Any]) -> list[str]:
    sides = []
    for given in ((), edits):
        content = raw_workload()
        for (*path, last), value in given:
            section = content
            for key in path:
                section = section[key]
            if value is None:
                del section[last]
            else:
                section[last] = value
        sides.append(Workload.model_validate(content))
    found = inside.changes("prod", *sides)
    return [f"{item.grade}: {item.change.kind} {item.change.name}" for item in found]


USES = ("services", "orders", "uses", "databases")


@pytest.mark.parametrize(
    ("edits", "told"),
    [
        ([], []),
        (
            [(("databases", "extra"), {})],
            ["safe: created extra"],
        ),
        ([((*USES, "orders"), "read")], ["safe: updated orders in orders"]),
        (
            [(("databases", "orders", "people"), "read")],
            ["wider rights: created orders--people in orders"],
        ),
        (
            [(("jobs", "nightly-report", "uses", "databases", "orders"), "write")],
            ["wider rights: updated nightly-report in orders"],
        ),
        ([((*USES, "accounts"), "read")], ["wider rights: updated orders in accounts"]),
        (
            [(("services", "accounts", "uses", "databases"), {})],
            ["safe: updated accounts in accounts"],
        ),
    ],
)
def test_rights_in_databases_are_graded(
    edits: list[tuple[tuple[str, ...], Any]], told: list[str]
) -> None:
    assert changed(*edits) == told


def test_a_database_of_another_name_begins_empty() -> None:
    found = changed(
        (("databases", "sales"), {}),
        (("databases", "orders"), None),
        ((*USES, "orders"), None),
        ((*USES, "sales"), "write"),
        (("workers", "stock", "uses", "databases"), {"sales": "write"}),
        (("jobs", "nightly-report", "uses", "databases"), {"sales": "read", "accounts": "read"}),
    )
    assert "data loss: deleted orders" in found
    assert "safe: created sales" in found
