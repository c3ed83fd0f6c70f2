"""The words of docstrings: the first one leads to a noun for the thing, in plain English."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories import ROOT

QUESTION = "a question word asks, and leaves the thing itself without a name"
POINTER = "a pronoun points at something that the reader has not met yet"
SETTING = "a preposition or a conjunction puts the circumstances before the thing"
OPENERS = {
    **dict.fromkeys(("How", "What", "Where", "Whether", "Which", "Who", "Whom", "Whose"), QUESTION),
    **dict.fromkeys(
        (
            *("All that", "It", "Its", "None", "Nothing", "Only", "Such", "That", "The same"),
            *("These", "They", "This", "Those"),
        ),
        POINTER,
    ),
    **dict.fromkeys(
        (
            *("As", "At", "Because", "By", "For", "From", "If", "In", "Instead", "Of", "On"),
            *("So", "To", "Until", "When", "With", "Without"),
        ),
        SETTING,
    ),
}
"""Words that a docstring does not open with, each with the reason."""

PACKAGES = (
    "aws_account",
    "backends",
    "components",
    "config",
    "emulation",
    "engine",
    "extension",
    "operations",
    "own",
    "planning",
    "plugin",
    "policies",
    "provider_facts",
    "stacks",
    "wording",
)
"""The packages that follow the rule already."""

DEPLOYED = (
    "components/functions/handlers",
    "components/local/containers/setup",
    "components/local/containers/stand_in",
)
"""Folders whose files are sent to Lambda or into containers as they are: another docstring there
would be a deployment."""

Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def opener(docstring: str) -> str | None:
    """The word that a docstring must not open with, if it does."""
    words = "|".join(sorted(OPENERS, key=len, reverse=True))
    match = re.match(rf"({words})\b", docstring)
    return match[1] if match else None


def offenders(path: Path) -> Iterator[str]:
    """Every docstring of a file that opens with such a word, as `file:line: reason`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, Documented):
            continue
        docstring = ast.get_docstring(node) or ""
        if word := opener(docstring):
            line = 1 if isinstance(node, ast.Module) else node.lineno
            first = docstring.splitlines()[0]
            yield f"{path.relative_to(ROOT)}:{line}: {OPENERS[word]}: {first}"


@pytest.mark.parametrize("package", PACKAGES)
def test_a_docstring_opens_with_the_thing(package: str) -> None:
    deployed = [ROOT / folder for folder in DEPLOYED]
    files = [
        path
        for path in sorted((ROOT / package).rglob("*.py"))
        if not any(folder in path.parents for folder in deployed)
    ]
    assert files
    assert not [found for path in files for found in offenders(path)]


@pytest.mark.parametrize(
    ("docstring", "word"),
    [
        ("Whether a secret is anywhere inside the value.", "Whether"),
        ("The same for a program; its first task waits for it.", "The same"),
        ("Of what is no file of this project.", "Of"),
        ("Returns true if the value holds a secret at any depth.", None),
        ("Topics, queues and subscriptions.", None),
        ("The samples that a test reads.", None),
    ],
)
def test_an_opener_is_a_word_and_no_part_of_one(docstring: str, word: str | None) -> None:
    assert opener(docstring) == word


def test_the_folders_that_are_left_out_exist() -> None:
    for folder in DEPLOYED:
        assert list((ROOT / folder).glob("*.py")), folder
