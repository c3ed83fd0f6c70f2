"""The command `topology`, on the document of production."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from operations import __main__ as command_line
from operations.plan import document
from tests.operations.plans import Plan


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "prod.json"
    document.write(Plan().document, file)
    return file


@pytest.mark.parametrize(
    ("form", "beginning"), [("text", "prod in"), ("mermaid", "flowchart"), ("svg", "<svg ")]
)
def test_a_form_is_written_to_a_file(file: Path, form: str, beginning: str) -> None:
    out = file.with_suffix(f".{form}")
    words = ["--document", str(file), "--format", form, "--out", str(out)]
    result = CliRunner().invoke(command_line.app, ["topology", *words])
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert out.read_text().startswith(beginning)


def test_a_change_is_drawn_against_the_earlier_document(file: Path) -> None:
    plan = Plan()
    plan.remove("elasticache.ReplicationGroup", "cache")
    later = file.with_name("later.json")
    document.write(plan.document, later)
    words = ["--document", str(later), "--against", str(file), "--detail", "services"]
    result = CliRunner().invoke(command_line.app, ["topology", *words])
    assert "\N{MINUS SIGN} cache, cache (ElastiCache)" in result.stdout
    assert "\N{MINUS SIGN} to cache, cache (ElastiCache): tcp 6379" in result.stdout


def test_nothing_that_changes_is_said(file: Path) -> None:
    words = ["--document", str(file), "--against", str(file)]
    result = CliRunner().invoke(command_line.app, ["topology", *words])
    assert "Nothing in the drawing changes" in result.stderr


def test_flows_that_share_a_line_are_told(file: Path) -> None:
    words = ["--document", str(file), "--detail", "everything", "--format"]
    drawn = CliRunner().invoke(command_line.app, ["topology", *words, "svg"])
    assert "flows of a kind drawn as" in drawn.stderr
    told = CliRunner().invoke(command_line.app, ["topology", *words, "text"])
    assert told.stderr == ""
