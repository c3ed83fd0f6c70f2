"""Plans of a stack that compare with another document, also with some files changed."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from operations.plan.document import Document


def beside(folder: Path, stack: str, before: Document) -> Document:
    """Returns the document that compares with `before`: with references if that is a plan, or with
    the values of what stands if that is a state."""
    from operations.plan import preview

    standing = preview.beside_what_stands(folder, stack, before)
    return standing or preview.readable_document_of(folder, stack)


@contextlib.contextmanager
def with_files(folder: Path, changed: Mapping[str, str]) -> Iterator[Path]:
    """Yields a folder that is the project but for some files at its top, with other texts."""
    with tempfile.TemporaryDirectory(prefix="plinth-files-") as temporary:
        copy = Path(temporary) / "project"
        copy.mkdir()
        for each in folder.resolve().iterdir():
            if each.name.startswith(".") or each.name in changed:
                continue
            if each.is_dir():
                (copy / each.name).symlink_to(each, target_is_directory=True)
            else:
                shutil.copy(each, copy / each.name)
        for name, text in changed.items():
            (copy / name).write_text(text, encoding="utf-8")
        yield copy
