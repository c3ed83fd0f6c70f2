"""`document` and `document --check`, as people run them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from operations import __main__ as command_line
from operations.errors import OperationError
from tests.operations.infrastructure import documents

pytestmark = pytest.mark.xdist_group("infrastructure")
Document = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shop's environment on Docker, which is planned in a moment."""
    folder = documents.copy(tmp_path / "project")
    for stack in ("staging", "prod"):
        (folder / f"Pulumi.{stack}.yaml").unlink()
    return folder


@pytest.fixture
def document(folder: Path) -> Document:
    """Runs the command in that folder."""

    def run(*arguments: str) -> Result:
        words = ["document", *arguments, "--folder", str(folder)]
        return CliRunner().invoke(command_line.app, words)

    return run


def test_pages_are_stale_until_they_are_written(folder: Path, document: Document) -> None:
    missing = document("--check")
    assert missing.exit_code == 2
    assert "docs/infrastructure.md: is missing; run `make document`" in missing.stdout
    assert not (folder / "docs").exists()
    assert document().exit_code == 0
    fresh = document("--check")
    assert (fresh.exit_code, fresh.stdout) == (0, "The infrastructure document is up to date.\n")
    before = (folder / "docs" / "infrastructure.md").read_text("utf-8")
    file = folder / "Pulumi.dev.yaml"
    file.write_text(file.read_text("utf-8").replace("rabbitmq", "aws"), encoding="utf-8")
    stale = document("--check")
    assert stale.exit_code == 2
    first, second = stale.stdout.splitlines()
    assert first.startswith("docs/infrastructure.md: is stale from the section 'Overview' on; run")
    assert second.startswith("docs/infrastructure/dev.md: is stale from the section 'Topology' on")
    assert (folder / "docs" / "infrastructure.md").read_text("utf-8") == before
    assert document("--environment", "dev").exit_code == 0
    assert "infrastructure/dev.md" not in document("--check").stdout
    assert document().exit_code == 0
    assert document("--check").exit_code == 0


def test_an_edit_by_hand_is_named_with_its_section(folder: Path, document: Document) -> None:
    document()
    page = folder / "docs" / "infrastructure.md"
    page.write_text(
        page.read_text("utf-8").replace("## Cache\n", "## Cache\n\nBy hand.\n"), "utf-8"
    )
    assert "is stale from the section 'Cache' on" in document("--check").stdout


def test_the_page_of_an_environment_that_is_gone_is_removed(
    folder: Path, document: Document
) -> None:
    document()
    old = folder / "docs" / "infrastructure" / "old.md"
    old.write_text((old.parent / "dev.md").read_text("utf-8"), encoding="utf-8")
    own = old.with_name("notes.md")
    own.write_text("# Notes of ours\n", encoding="utf-8")
    checked = document("--check")
    assert checked.exit_code == 2
    assert "docs/infrastructure/old.md: is of no environment any more" in checked.stdout
    assert document().exit_code == 0
    assert not old.exists()
    assert own.exists()


def test_a_developers_own_file_changes_nothing(folder: Path, document: Document) -> None:
    document()
    own = folder / "Pulumi.dev.local.yaml"
    own.write_text("config:\n  plinth:settings:\n    docker: {clone: 3}\n", encoding="utf-8")
    assert document("--check").exit_code == 0


def test_an_unknown_environment_is_an_error(document: Document) -> None:
    ended = document("--environment", "prd")
    assert isinstance(ended.exception, OperationError)
    assert str(ended.exception) == "Pulumi.prd.yaml: no such environment; there are dev"


def test_no_page_names_this_machine(folder: Path, document: Document) -> None:
    document()
    for page in (folder / "docs").rglob("*.md"):
        assert str(folder) not in page.read_text("utf-8")


def test_the_teams_words_stand_where_their_headings_say(folder: Path, document: Document) -> None:
    words = folder / "own" / "overview.md"
    words.parent.mkdir()
    words.write_text(
        "# Shop\n\n## Purpose\nSells seeds.\n\n### dev\nfor trying things\n\n"
        "## Status\napproved\n\n## Parts\n### orders\nTakes orders | payments.\n\n"
        "## External services\n### maps.example.com\nDown: no maps.\n\n"
        "## Security\nSee [notes](notes.md).\n\n### dev\nNo real data.\n\n"
        "## Open questions\n### Search\nWhere?\n\n<!-- ## Nothing -->\n",
        encoding="utf-8",
    )
    assert document().exit_code == 0
    page = (folder / "docs" / "infrastructure.md").read_text("utf-8")
    alone = (folder / "docs" / "infrastructure" / "dev.md").read_text("utf-8")
    overview = documents.part(page, "Overview")
    assert overview.strip().startswith("Sells seeds.")
    assert "**Status**: approved" in overview
    assert "development: for trying things" in documents.part(page, "Environments")
    assert "Takes orders \\| payments." in documents.row(page, "Services", "orders")
    assert "**maps.example.com**: Down: no maps." in documents.part(page, "External services")
    security = documents.part(page, "Security")
    assert security.strip().startswith("See [notes](../own/notes.md).")
    assert "No real data." in documents.part(alone, "Security")
    assert "- **Search**: Where?" in documents.part(page, "Open questions")
    missing = documents.part(page, "What a person can add")
    assert "`## Access`" in missing
    assert "`## Status`" not in missing
    assert words.read_text("utf-8").startswith("# Shop")


def test_words_without_a_place_are_refused_with_their_lines(
    folder: Path, document: Document
) -> None:
    words = folder / "own" / "overview.md"
    words.parent.mkdir()
    words.write_text(
        "Hello.\n\n## Securty\nText\n\n## Parts\n### order\nText\n\n## Status\nA\n\n## Status\nB\n"
        "\n```\n## Code\n```\n",
        encoding="utf-8",
    )
    ended = document()
    assert isinstance(ended.exception, OperationError)
    lines = str(ended.exception).splitlines()
    assert lines[0] == "4 headings have no place in the document; nothing was changed"
    assert lines[1].startswith("  own/overview.md:1: stands before the first heading; put it below")
    assert "own/overview.md:3: ## Securty: no section takes it; did you mean Security?" in lines[2]
    assert "own/overview.md:7: ### order: is unknown in Parts; did you mean orders?" in lines[3]
    assert "own/overview.md:13: ## Status: stands here for the second time" in lines[4]
    assert not (folder / "docs").exists()


def test_words_that_are_no_text_are_refused_with_their_file(
    folder: Path, document: Document
) -> None:
    words = folder / "own" / "overview.md"
    words.parent.mkdir()
    words.write_bytes("## Purpose\n\nFür alle\n".encode("latin-1"))
    ended = document()
    assert isinstance(ended.exception, OperationError)
    said = "own/overview.md: is not UTF-8 text (byte 13); save it as UTF-8"
    assert str(ended.exception) == said


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("docs", "docs: is a file, where a folder of pages belongs; move it away"),
        ("docs/infrastructure", "docs/infrastructure: is a file, where a folder of pages belongs"),
    ],
)
def test_nothing_is_written_where_a_page_cannot_be(
    folder: Path, document: Document, file: str, said: str
) -> None:
    (folder / file).parent.mkdir(exist_ok=True)
    (folder / file).write_text("mine", encoding="utf-8")
    ended = document()
    assert isinstance(ended.exception, OperationError)
    assert said in str(ended.exception)
    assert not (folder / "docs" / "infrastructure.md").exists()
    assert (folder / file).read_text("utf-8") == "mine"


def test_a_page_that_is_no_text_is_stale(folder: Path, document: Document) -> None:
    assert document().exit_code == 0
    (folder / "docs" / "infrastructure.md").write_bytes(b"\xff\xfe")
    stale = document("--check")
    assert stale.exit_code == 2
    assert "docs/infrastructure.md: is stale" in stale.stdout
    assert document().exit_code == 0
    assert document("--check").exit_code == 0
