"""What stands between README's markers."""

import pytest

from operations.errors import OperationError
from operations.project import readme


def test_a_block_is_put_between_its_markers_and_read_again() -> None:
    text = "a\n<!-- x -->\nold\n<!-- /x -->\nb\n"
    changed = readme.put(text, "x", "new\nlines \\1")
    assert changed == "a\n<!-- x -->\nnew\nlines \\1\n<!-- /x -->\nb\n"
    assert readme.taken(changed, "x") == "new\nlines \\1"
    assert readme.put(changed, "x", "old") == text
    with pytest.raises(OperationError, match="needs one <!-- y -->"):
        readme.put(text, "y", "")


def test_every_block_of_readme_is_written_by_the_command() -> None:
    text = readme.README.read_text(encoding="utf-8")
    for name in ("times", "emulate", "preview"):
        assert readme.taken(text, name)


@pytest.mark.parametrize(
    ("seconds", "text"), [(8.6, "9 s"), (59.7, "1 min 0 s"), (333, "5 min 33 s")]
)
def test_seconds_are_spelled_as_a_person_says_them(seconds: float, text: str) -> None:
    assert readme.spelled(seconds) == text
