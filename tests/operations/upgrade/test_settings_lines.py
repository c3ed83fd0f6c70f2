"""Values are written into a stack's file, and nothing beside them changes."""

from pathlib import Path

import pytest

from operations.errors import OperationError
from operations.upgrade.settings_lines import edit

FILE = Path("Pulumi.prod.yaml")
TEXT = """\
# Ours.
config:
  shop:settings:
    cache: {engine: redis}
    database:
      engine_version: '16'   # until spring
      multi_az: true
"""


def test_comments_and_layout_stay() -> None:
    edited = edit(TEXT, "database", {"engine_version": "17", "major_upgrade": True}, FILE)
    assert edited == TEXT.replace(
        "engine_version: '16'   # until spring\n",
        'engine_version: "17"   # until spring\n      major_upgrade: true\n',
    )


@pytest.mark.parametrize("section", ["cache", "network"])
def test_a_section_without_lines_is_told(section: str) -> None:
    with pytest.raises(OperationError, match=f"has no section {section} with a line for each key"):
        edit(TEXT, section, {"engine": "valkey"}, FILE)


def test_a_value_over_several_lines_is_left_to_people() -> None:
    text = TEXT.replace("'16'   # until spring", "|-\n        16")
    with pytest.raises(OperationError, match="write there yourself: engine_version"):
        edit(text, "database", {"engine_version": "17"}, FILE)
