"""The companies of `examples/`: what each of them wishes for builds, and breaks no rule."""

from datetime import date
from pathlib import Path

import pytest

from operations.folder import PROJECT
from operations.plan import document, preview
from operations.pulumi_cli import stacks_of
from policies import judge_document, waivers

COMPANIES = sorted(
    path.parent for path in PROJECT.glob("examples/*/Pulumi.yaml") if path.parent.name != "shop"
)
"""Folders of the companies. The shop is the example of all other tests."""


def test_there_are_companies() -> None:
    assert {each.name for each in COMPANIES} >= {"ferry", "ledger", "video", "clinic", "game"}


@pytest.mark.parametrize(
    ("folder", "stack"),
    [(folder, stack) for folder in COMPANIES for stack in stacks_of(folder)],
    ids=lambda each: each.name if isinstance(each, Path) else each,
)
def test_a_company_builds_and_breaks_no_rule(folder: Path, stack: str) -> None:
    judged = judge_document(document.build(preview.run_for_references(folder, stack)))
    found = waivers.apply(judged.violations, waivers.read(folder, date.today()))
    assert [f"{each.rule.name}: {each.title}: {each.says}" for each in found.open] == []
