"""The pages as Markdown, and what a reader finds on them."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from markdown_it import MarkdownIt

from config.settings import model_for
from operations.cost import estimate
from operations.infrastructure import coverage, personal, running
from operations.infrastructure.architecture import environments
from operations.infrastructure.markdown import anchor, from_root, on_page, table
from operations.infrastructure.project import Project
from operations.infrastructure.sections import SECTIONS
from operations.infrastructure.stale import differs
from operations.topology import mermaid, picture
from policies import RULES
from tests.factories import ROOT
from tests.operations.infrastructure import documents

pytestmark = pytest.mark.xdist_group("infrastructure")


@pytest.fixture(params=["shop", "small"])
def pages(request: pytest.FixtureRequest) -> dict[str, str]:
    """The pages of a project: of a whole one, and of one that has hardly anything."""
    found: dict[str, str] = request.getfixturevalue(request.param)
    return found


def headings(page: str) -> list[str]:
    return re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```", "", page, flags=re.M | re.S), re.M)


def test_every_environment_has_a_page(shop: dict[str, str]) -> None:
    assert list(shop) == ["", "dev", "staging", "prod"]
    assert all(page.startswith("# Infrastructure of shop") for page in shop.values())


def test_tables_are_whole_and_none_is_empty(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        tokens = MarkdownIt("commonmark").enable("table").parse(page)
        tables = sum(token.type == "table_open" for token in tokens)
        written = [block for block in page.split("\n\n") if block.startswith("| ")]
        assert tables == len(written), name
        for block in written:
            lines = block.splitlines()
            assert len(lines) > 2, (name, block)
            assert {len(documents.cells(line)) for line in lines} == {
                len(documents.cells(lines[0]))
            }, (name, block)


def test_nothing_is_left_over_in_the_text(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        assert page.endswith("\n"), name
        assert not page.endswith("\n\n"), name
        assert "\n\n\n" not in page, name
        for line in page.splitlines():
            assert line == line.rstrip(), (name, line)
            # Whatever has no value is a dash, or is not there.
            assert not re.search(r"\bNone\b|\$\{|''|(?<!/)\bnull\b|\(\)", line.split("${{")[0]), (
                line
            )


def test_headings_are_unique_and_none_is_without_text(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        found = headings(page)
        assert len({anchor(each) for each in found}) == len(found), name
        for heading in found[1:]:
            assert documents.part(page, heading).strip(), (name, heading)


def test_every_section_stands_on_the_page_about_all(pages: dict[str, str]) -> None:
    found = re.findall(r"^## (.+)$", pages[""], re.MULTILINE)
    titles = [each.title for each in SECTIONS if each.together]
    assert found == [*titles, "Open questions", "What a person can add"]


def test_links_lead_to_files_and_headings(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        place = ROOT / "docs" / ("infrastructure" if name else "")
        for link in re.findall(r"\]\(([^)\s]+)\)", page):
            target, _, part = link.partition("#")
            if re.match(r"[a-z]+:", link):
                continue
            file = (place / target).resolve()
            own = {
                (ROOT / "docs" / "infrastructure.md"): pages[""],
                **{ROOT / "docs" / "infrastructure" / f"{n}.md": t for n, t in pages.items()},
            }
            text = page if not target else own.get(file) or file.read_text("utf-8")
            if part:
                assert part in map(anchor, headings(text)), (name, link)


def test_what_templates_ask_for_is_answered(shop: dict[str, str]) -> None:
    rows = coverage.rows()
    assert len(rows) > 150
    assert len({(row.template, row.asks) for row in rows}) == len(rows)
    places = {each.heading for each in personal.ASKED} | {each.title for each in SECTIONS}
    for row in rows:
        pages = [page for name, page in shop.items() if bool(name) == row.alone]
        found = [
            page
            for page in pages
            if row.section in headings(page)
            and (
                row.heading == row.section
                or row.heading in headings(documents.part(page, row.section))
            )
        ]
        assert found, row
        assert not row.person or row.person in places, row


def test_the_page_of_templates_names_each_row() -> None:
    text = coverage.text()
    assert text == (ROOT / coverage.FILE).read_text("utf-8"), "run `make generated`"
    for row in coverage.rows():
        (line,) = [line for line in text.splitlines() if line.startswith(f"| {row.asks} |")]
        assert "](infrastructure.md#" in documents.cells(line)[1]


def test_somebody_new_finds_the_answers_at_the_top(shop: dict[str, str]) -> None:
    first = shop[""].split("## Overview")[0]
    assert len(first.splitlines()) < 40
    found = {
        cells[0]: cells[1]
        for line in first.splitlines()
        if line.startswith("| ") and len(cells := documents.cells(line)) == 2
    }
    assert found["Who may read the database `orders`?"].startswith(
        "Only `orders`, `stock`, `nightly-report`; of them `orders`, `stock` may write"
    )
    lost = found["What happens when zone b is lost?"]
    assert "**prod**: programs: go on in the others" in lost
    assert "the standby takes over in one to two minutes" in lost
    assert "**staging**" in lost
    assert "reads at `database-replica-1` end while its zone is away" in lost
    assert "`/api/login`" in found["What answers without a token?"]
    assert "`/static` at `static.`" in found["What answers without a token?"]


def test_a_request_log_says_how_long_it_is_kept(shop: dict[str, str], project: Project) -> None:
    cells = documents.cells(documents.row(shop[""], "Logs and traces", "Requests at the gateway"))
    stacks = [each.stack for each in project.environments]
    for environment, cell in zip(project.environments, cells[1:], strict=True):
        if cloud := environment.cloud:
            assert f"kept {cloud.settings.retention.logs_days} days" in cell, environment.stack
    assert len(stacks) == len(cells) - 1


def test_each_program_has_the_same_variables_on_docker_and_on_aws(shop: dict[str, str]) -> None:
    text = documents.part(shop[""], "Environment variables")
    only_docker = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL_S3"}
    rows = [documents.cells(line) for line in text.splitlines() if line.startswith("| `")]
    assert len(rows) > 100
    for name, dev, staging, prod in rows:
        if name.strip("`") not in only_docker:
            assert "\N{EN DASH}" not in (dev, staging, prod), name
    assert "| `DB_PASSWORD` | *secret* | *secret* | *secret* |" in text


def test_amounts_are_those_of_the_estimate(project: Project, shop: dict[str, str]) -> None:
    prod = project.environments[-1]
    estimated = estimate(prod.resources)
    for level, title in zip(estimated.total, ("low usage", "expected", "high usage"), strict=True):
        row = next(
            line
            for line in documents.part(shop[""], "Cost").splitlines()
            if line.startswith("| **All") and title in line
        )
        assert documents.cells(row)[-1] == f"**{level:,.0f}**"
    first = shop[""].split("## Overview")[0]
    assert f"**prod**: about {estimated.total.expected:,.0f} USD a month" in first
    parts = documents.part(shop["prod"], "By component")
    assert all(f"| `{name}` |" in parts for name in estimated.by_component)


def test_drawings_are_those_of_the_plan(project: Project, shop: dict[str, str]) -> None:
    for each in project.environments:
        drawn = mermaid(picture(each.resources, "services", graph=each.graph))
        assert drawn.strip() in documents.part(shop[each.stack], "Topology")
    assert "db.r5.large" in documents.part(shop[""], "Topology")


def test_rules_and_alarms_are_all_there(shop: dict[str, str]) -> None:
    rules = documents.part(shop[""], "Rules and constraints")
    assert all(f"| `{rule.name}` |" in rules for rule in RULES)
    assert "128 alarms" in documents.row(shop[""], "Components", "Metrics and alarms")
    monitoring = documents.part(shop["prod"], "Monitoring")
    assert monitoring.count("](../runbooks/") >= 59


def test_every_key_of_a_file_stands_on_its_page(shop: dict[str, str]) -> None:
    settings = documents.part(shop["prod"], "Settings of this environment")
    for name, field in model_for("aws").model_fields.items():
        if field.is_required() and name != "docker":
            assert re.search(rf"^\| `{name}[.`]", settings, re.MULTILINE), name


def test_steps_are_those_of_the_workflows(shop: dict[str, str]) -> None:
    steps = documents.part(shop[""], "Steps of the workflows")
    for file in (ROOT / ".github" / "workflows").glob("*.yml"):
        content = yaml.safe_load(file.read_text("utf-8"))
        for job in content["jobs"].values():
            for step in job["steps"]:
                run = step.get("run", "").strip()
                if run.startswith("make ") and "\n" not in run:
                    assert f"`{run.replace(' PYTHON=python', '')}`" in steps, run


def test_a_drill_is_told_with_its_figures(tmp_path: Path) -> None:
    from operations.infrastructure.running import recovery

    line = {"account": "aws", "store": "database", "rpo_seconds": 4.0, "rto_seconds": 1500}
    old = {**line, "at": "2026-01-02T10:00:00Z", "checks": {"rows": True}}
    new = {**line, "at": "2026-05-06T10:00:00Z", "checks": {"rows": False}}
    (tmp_path / "drills").mkdir()
    lines = "".join(f"{json.dumps(each)}\n" for each in (old, new))
    (tmp_path / "drills" / "prod.jsonl").write_text(lines, encoding="utf-8")
    told = recovery.drills(tmp_path, ["staging", "prod"])
    assert "| prod | 2026-05-06 | aws | database | 4.0 s | 25.0 minutes | **no** |" in told
    assert "2026-01-02" not in told


def test_an_empty_column_is_left_out_and_a_bar_is_escaped() -> None:
    text = table(("a", "b", "c"), [("x|y", "", "1"), ("z", "\N{EN DASH}", "2")])
    assert text == "| a | c |\n| --- | --- |\n| x\\|y | 1 |\n| z | 2 |"
    assert table(("a",), []) == ""


def test_links_are_put_right_for_the_page() -> None:
    text = "[a](../docs/x.md#y) `[b](c)` [d](https://e.example) [f](notes.md)"
    root = from_root(text, "own/overview.md")
    assert root == "[a](/docs/x.md#y) `[b](c)` [d](https://e.example) [f](/own/notes.md)"
    page = on_page(root + " [g](/docs/infrastructure/prod.md#h)", "docs/infrastructure/prod.md")
    assert page == (
        "[a](../x.md#y) `[b](c)` [d](https://e.example) [f](../../own/notes.md) [g](#h)"
    )


def test_the_first_section_that_differs_is_named() -> None:
    old = "# t\n\n## A\n\nx\n\n## B\n\ny\n"
    assert differs(old, old) == ""
    assert differs(old, old.replace("y", "z")) == "B"
    assert differs(old, old.replace("# t", "# u")) == "the beginning"
    assert differs(old, old + "\n## C\n\nn\n") == "C"
    assert differs(old.replace("## B\n\ny\n", ""), old) == "B"
    assert differs(old, old.replace("\n## B\n\ny\n", "")) == "B"


def test_a_merge_of_two_versions_is_no_conflict(tmp_path: Path) -> None:
    def git(*words: str) -> str:
        who = ("-c", "user.name=team", "-c", "user.email=team@example.org")
        command = ["git", *who, *words]
        ended = subprocess.run(command, cwd=tmp_path, text=True, capture_output=True, check=True)
        return ended.stdout

    def commit(pages: dict[str, str]) -> None:
        for name, text in pages.items():
            file = tmp_path / "docs" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        git("add", "--all")
        git("commit", "--quiet", "--message", "pages")

    git("init", "--quiet", "--initial-branch", "main")
    (tmp_path / ".gitattributes").write_bytes((ROOT / ".gitattributes").read_bytes())
    commit({"infrastructure.md": "# A\n\n| one |\n"})
    git("checkout", "--quiet", "-b", "team")
    commit({"infrastructure.md": "# A\n\n| ours |\n", "infrastructure/prod.md": "# ours\n"})
    git("checkout", "--quiet", "main")
    commit({"infrastructure.md": "# A\n\n| theirs |\n", "infrastructure/prod.md": "# theirs\n"})
    git("checkout", "--quiet", "team")
    git("merge", "--quiet", "--no-edit", "main")
    assert git("status", "--porcelain") == ""


def test_the_room_has_a_file_for_each_section() -> None:
    assert len(SECTIONS) == len({each.title for each in SECTIONS})
    assert all(getattr(running, name) for name in running.__all__)


def test_sections_of_a_list_stand_as_the_file_has_them() -> None:
    gates = [{"stage": "pre_scale_up"}, {"stage": "post_scale_up", "minutes": 30}]
    said = "`stage: pre_scale_up`, `stage: post_scale_up, minutes: 30`"
    assert environments.shown(gates) == said
