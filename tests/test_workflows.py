"""What runs in continuous integration: pinned, with few rights, on the Pythons of README."""

import re
from typing import Any

import yaml

from tests.factories import ROOT

FILES = sorted((ROOT / ".github/workflows").glob("*.yml"))


def workflows() -> dict[str, Any]:
    return {file.name: yaml.load(file.read_text(), Loader=yaml.BaseLoader) for file in FILES}


def test_every_action_is_pinned_by_its_commit_and_says_its_version() -> None:
    used = [line for file in FILES for line in file.read_text().splitlines() if "uses:" in line]
    assert used
    for line in used:
        assert re.fullmatch(r"\s*- uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_no_job_has_more_than_the_right_to_read() -> None:
    for name, workflow in workflows().items():
        assert workflow["permissions"] == {}, name
        for job in workflow["jobs"].values():
            assert job["permissions"] == {"contents": "read"}, name


def test_what_others_write_is_never_part_of_a_script() -> None:
    for name, workflow in workflows().items():
        for job in workflow["jobs"].values():
            for step in job["steps"]:
                assert "${{" not in step.get("run", ""), name


def test_the_suite_runs_on_the_oldest_python_with_its_pip_and_on_the_newest() -> None:
    tried = workflows()["check.yml"]["jobs"]["check"]["strategy"]["matrix"]["include"]
    assert {each["python"]: each["pip"] for each in tried} == {"3.11": "23.0.1", "3.14": ""}


def test_packages_and_actions_are_kept_fresh() -> None:
    updates = yaml.safe_load((ROOT / ".github/dependabot.yml").read_text())["updates"]
    assert {each["package-ecosystem"] for each in updates} == {"pip", "github-actions"}


def test_every_checkout_has_the_history_that_tests_merge_and_plans_compare_with() -> None:
    for name, workflow in workflows().items():
        for job in workflow["jobs"].values():
            [checkout] = [
                s for s in job["steps"] if s.get("uses", "").startswith("actions/checkout")
            ]
            assert checkout["with"]["fetch-depth"] == "0", name
