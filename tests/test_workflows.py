"""What runs in continuous integration: pinned, with few rights, on the Pythons of README."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.factories import ROOT

FILES = sorted((ROOT / ".github/workflows").glob("*.yml"))
ACTIONS = sorted((ROOT / ".github/actions").glob("*/action.yml"))
READ = {"contents": "read"}
TOKEN = {**READ, "id-token": "write"}
RIGHTS = {
    # Tokens for AWS, in exchange for which it gives the credentials of one role.
    ("deploy.yml", "staging"): TOKEN,
    ("deploy.yml", "plan"): TOKEN,
    ("deploy.yml", "production"): TOKEN,
    ("drift.yml", "look"): TOKEN,
    ("rollback.yml", "production"): TOKEN,
    # Finds the run to go back to, and takes its artifact.
    ("rollback.yml", "plan"): {**TOKEN, "actions": "read"},
    # Keeps one issue; checks nothing out.
    ("drift.yml", "issue"): {"issues": "write"},
    # Takes the artifact of another run, and posts it; checks nothing out.
    ("review-comment.yml", "comment"): {"actions": "read", "pull-requests": "write"},
}
"""The rights of each job that has others than to read the repository, with the reason."""


def workflows() -> dict[str, Any]:
    return {file.name: yaml.load(file.read_text(), Loader=yaml.BaseLoader) for file in FILES}


def jobs() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for file, workflow in workflows().items():
        for name, job in workflow["jobs"].items():
            yield file, name, job


def steps() -> Iterator[tuple[str, dict[str, Any]]]:
    for file, _, job in jobs():
        yield from ((file, step) for step in job["steps"])
    for path in ACTIONS:
        described = yaml.load(path.read_text(), Loader=yaml.BaseLoader)
        yield from ((path.parent.name, step) for step in described["runs"]["steps"])


def accounts(job: dict[str, Any]) -> list[dict[str, str]]:
    """Returns the credentials that a job takes: the stack and the kind of role."""
    return [s["with"] for s in job["steps"] if s.get("uses", "").endswith("/actions/account")]


def test_every_action_is_pinned_by_its_commit_and_says_its_version() -> None:
    lines = [line for file in FILES + ACTIONS for line in file.read_text().splitlines()]
    used = [line.strip().removeprefix("- ") for line in lines if "uses: " in line]
    assert used
    for line in used:
        own = re.fullmatch(r"uses: \./\.github/actions/\w+", line)
        assert own or re.fullmatch(r"uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_an_action_has_one_commit_everywhere() -> None:
    pinned = {
        step["uses"].partition("@")[::2] for _, step in steps() if "@" in step.get("uses", "")
    }
    assert len(pinned) == len({action for action, _ in pinned})


def test_a_job_has_no_more_rights_than_its_line_says() -> None:
    assert all(workflow["permissions"] == {} for workflow in workflows().values())
    given = {(file, name): job["permissions"] for file, name, job in jobs()}
    assert {place: rights for place, rights in given.items() if rights != READ} == RIGHTS


def test_what_others_write_is_never_part_of_a_script() -> None:
    for file, step in steps():
        assert "${{" not in step.get("run", ""), file


def test_there_is_no_stored_key() -> None:
    for file in FILES + ACTIONS:
        assert not re.search(r"secrets\.|aws-(access|secret)", file.read_text()), file.name


def test_code_of_others_runs_without_anything_to_take() -> None:
    for file, workflow in workflows().items():
        triggers = set(workflow["on"])
        assert "pull_request_target" not in triggers, file
        for job in workflow["jobs"].values():
            used = {step.get("uses", "").partition("@")[0] for step in job["steps"]}
            if "pull_request" in triggers:
                assert job["permissions"] == READ, file
                assert "environment" not in job, file
            if "workflow_run" in triggers or "write" in {
                right for name, right in job["permissions"].items() if name != "id-token"
            }:
                # What may write here runs no code of the repository's, and so none of a fork's.
                assert not {"actions/checkout", "./.github/actions/account"} & used, file


def test_only_an_environment_deploys_and_only_once_at_a_time() -> None:
    deploying = []
    for file, name, job in jobs():
        for account in accounts(job):
            if account["kind"] == "deploy":
                deploying.append((file, name))
                stack = account["stack"]
                assert job["environment"] == stack, (file, name)
                once = {"group": f"deploy-{stack}", "cancel-in-progress": "false"}
                assert job["concurrency"] == once, (file, name)
            else:
                # It reads, so nobody has to approve it and it holds nobody up.
                assert account["kind"] == "preview"
                assert "environment" not in job, (file, name)
    assert deploying == [
        ("deploy.yml", "staging"),
        ("deploy.yml", "production"),
        ("rollback.yml", "production"),
    ]


def test_a_deployment_carries_out_a_plan_and_lifts_no_protection() -> None:
    for file, step in steps():
        for line in step.get("run", "").splitlines():
            assert not re.search("ignore-protect|unprotect|OPTIONS", line), file
            if "make up" in line:
                assert "PLAN=" in line, file


def test_jobs_end_and_check_out_without_leaving_a_token() -> None:
    for file, name, job in jobs():
        assert int(job["timeout-minutes"]) <= 120, (file, name)
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout"):
                assert step["with"]["persist-credentials"] == "false", (file, name)


def test_zizmor_finds_nothing() -> None:
    zizmor = Path(sys.executable).parent / "zizmor"
    assert zizmor.exists(), "make .venv/.development installs it"
    words = [str(zizmor), "--offline", "--no-progress", str(ROOT / ".github")]
    ended = subprocess.run(words, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout


@pytest.mark.skipif(shutil.which("actionlint") is None, reason="needs actionlint on PATH")
def test_actionlint_finds_nothing() -> None:
    words = ["actionlint", *map(str, FILES)]
    ended = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout


def test_the_suite_runs_on_the_oldest_python_with_its_pip_and_on_the_newest() -> None:
    tried = workflows()["check.yml"]["jobs"]["check"]["strategy"]["matrix"]["include"]
    assert {each["python"]: each["pip"] for each in tried} == {"3.11": "23.0.1", "3.14": ""}


def test_packages_and_actions_are_kept_fresh() -> None:
    updates = yaml.safe_load((ROOT / ".github/dependabot.yml").read_text())["updates"]
    assert {each["package-ecosystem"] for each in updates} == {"pip", "github-actions"}


def test_every_checkout_has_the_history_that_tests_merge_and_plans_compare_with() -> None:
    for file, step in steps():
        if step.get("uses", "").startswith("actions/checkout"):
            assert step["with"]["fetch-depth"] == "0", file
