"""Loading a whole project folder: lines in messages, sibling environments, broken files."""

import shutil
from pathlib import Path

import pytest

from config import ConfigError, load
from tests.factories import SHOP, raw_settings


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for file in SHOP.glob("Pulumi*.yaml"):
        shutil.copy(file, tmp_path)
    (tmp_path / "config").mkdir()
    shutil.copy(SHOP / "config" / "workload.yaml", tmp_path / "config")
    return tmp_path


def change(file: Path, old: str, new: str) -> int:
    """Changes a line of a file; returns its number."""
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


def problems(project: Path, settings: dict[str, object]) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        load("prod", settings, project)
    return caught.value.problems


def test_the_project_as_it_is_loads(project: Path) -> None:
    platform = load("prod", raw_settings(), project)
    assert set(platform.workload.services) == {"web", "orders", "accounts", "live", "admin", "docs"}


def test_a_problem_names_the_line_in_the_stack_file(project: Path) -> None:
    line = change(project / "Pulumi.prod.yaml", "class: db.r5.large", "class: db.r5.huge")
    [problem] = problems(project, raw_settings(database={"instance_class": "db.r5.huge"}))
    assert problem.startswith(f"Pulumi.prod.yaml:{line}: database.instance_class: ")


def test_a_problem_names_the_line_in_the_workload(project: Path) -> None:
    line = change(project / "config" / "workload.yaml", "port: 3000", "port: 300000")
    [problem] = problems(project, raw_settings())
    assert problem.startswith(f"config/workload.yaml:{line}: services.web.port: ")


def test_a_missing_key_is_told_at_the_line_of_its_parent(project: Path) -> None:
    change(project / "config" / "workload.yaml", "    port: 3000\n", "")
    [problem] = problems(project, raw_settings())
    assert problem.startswith("config/workload.yaml:4: services.web.port: is missing")


def test_a_key_with_a_dot_is_told_at_its_own_line(project: Path) -> None:
    line = change(
        project / "config" / "workload.yaml",
        "  - {topic: order-events, queue: live-updates}\n",
        "  - topic: order-events\n    queue: live-updates\n"
        '    filter:\n      a: [b]\n      "order.total": []\n',
    )
    [problem] = problems(project, raw_settings())
    assert problem.startswith(
        f'config/workload.yaml:{line + 4}: subscriptions.1.filter."order.total": needs at least'
    )


def test_a_missing_workload_is_told_beside_the_settings_problems(project: Path) -> None:
    (project / "config" / "workload.yaml").unlink()
    found = problems(project, raw_settings(region="mars"))
    assert [problem.split(":")[0] for problem in found] == [
        "Pulumi.prod.yaml",
        "config/workload.yaml",
    ]


@pytest.mark.parametrize("content", ["- a\n", "just text\n"])
def test_a_workload_that_is_no_mapping_is_told(project: Path, content: str) -> None:
    (project / "config" / "workload.yaml").write_text(content)
    [problem] = problems(project, raw_settings())
    assert problem.startswith("config/workload.yaml: must hold `services:`")


@pytest.mark.parametrize("content", ["", "# nothing yet\n"])
def test_an_empty_workload_is_told_with_what_belongs_there(project: Path, content: str) -> None:
    (project / "config" / "workload.yaml").write_text(content)
    assert problems(project, raw_settings()) == (
        "config/workload.yaml: is empty; write below `services:`, `workers:` and `jobs:` what runs",
    )


@pytest.mark.parametrize("stack", ["Prod", "eu_west", "a-very-long-name-of-a-stack"])
def test_a_stack_has_a_name_that_aws_takes(project: Path, stack: str) -> None:
    with pytest.raises(ConfigError, match="the name of the stack is part of AWS's names"):
        load(stack, raw_settings(), project)


def test_two_environments_do_not_share_a_network(project: Path) -> None:
    change(project / "Pulumi.staging.yaml", "10.30.0.0/16", "10.20.128.0/17")
    [problem] = problems(project, raw_settings())
    assert "overlaps 10.20.128.0/17 of Pulumi.staging.yaml" in problem


def test_two_environments_do_not_share_a_domain(project: Path) -> None:
    change(project / "Pulumi.staging.yaml", "domain: staging.shop", "domain: shop")
    [problem] = problems(project, raw_settings())
    assert "is also that of Pulumi.staging.yaml" in problem


@pytest.mark.parametrize("content", ["a: [", "config: {}\n", "config:\n  plinth:settings: x\n"])
def test_a_broken_sibling_is_its_own_stacks_matter(project: Path, content: str) -> None:
    (project / "Pulumi.staging.yaml").write_text(content)
    assert load("prod", raw_settings(), project).stack == "prod"
