"""Documents of whole environments, as reviews read them: references stand for what AWS decides."""

import functools
import pickle
from collections.abc import Callable
from pathlib import Path

from backends import SymbolicBackend
from engine import run_function
from operations.plan import document, preview
from tests.apart import in_a_child


def document_of(program: Callable[[], object], *, stack: str) -> document.Document:
    """Returns the document of a program."""

    def written() -> document.Document:
        outcome = run_function(program, SymbolicBackend(), stack=stack)
        assert not outcome.failures
        return document.build(outcome)

    return in_a_child(written)


def document_in(folder: Path, stack: str) -> document.Document:
    """Returns the document of a stack of a company whose files no test changes. The program runs
    once for all who ask, and each may change what it gets."""
    found: document.Document = pickle.loads(_pickled(folder, stack))
    return found


@functools.cache
def _pickled(folder: Path, stack: str) -> bytes:
    return pickle.dumps(in_a_child(lambda: preview.readable_document_of(folder, stack)))
