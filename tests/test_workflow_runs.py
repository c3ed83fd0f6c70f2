"""The workflows, run: each `run:` line in order, in a clone; what needs an account is played."""

import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from operations.__main__ import app
from tests.factories import ROOT
from tests.workflow_runner import Runner

EVENT = {
    "github.repository": "example/shop",
    "github.event.pull_request.base.sha": "a" * 40,
    "github.event.workflow_run.id": "7",
    "github.event.workflow_run.head_repository.owner.login": "somebody",
    "github.event.workflow_run.head_branch": "more-storage",
    "github.event.workflow_run.head_sha": "c" * 40,
    "inputs.run": "",
}
PULLS = [{"number": 5, "head": {"sha": "c" * 40}}, {"number": 4, "head": {"sha": "d" * 40}}]
REPORT = "<!-- plinth review -->\nThe report\n"
WORKFLOWS = sorted(path.name for path in (ROOT / ".github/workflows").glob("*.yml"))
RUNS = [
    {"id": 12, "conclusion": "failure", "head_sha": "1" * 40, "head_branch": "main"},
    {"id": 11, "conclusion": "success", "head_sha": "2" * 40, "head_branch": "main"},
    {"id": 10, "conclusion": "success", "head_sha": "3" * 40, "head_branch": "main"},
]

pytestmark = pytest.mark.skipif(shutil.which("jq") is None, reason="needs jq")


def runner(folder: Path, **options: Any) -> Runner:
    return Runner(folder, {**EVENT, **options.pop("event", {})}, **options)


def parse(command: str) -> None:
    """Parses a command of operations as the command line does. Raises for a wrong option."""
    words = shlex.split(command.replace("\\\n", " "))
    words = words[words.index("operations") + 1 :]
    found: Any = typer.main.get_command(app)
    while hasattr(found, "commands"):
        found, words = found.commands[words[0]], words[1:]
    found.make_context("", words)


def parse_all(call: dict[str, Any]) -> None:
    for line in call["commands"].replace("\\\n", " ").splitlines():
        if " -m operations " in line and call["target"] != "check":
            parse(line)


def unused(call: dict[str, Any]) -> set[str]:
    """Returns the variables of a call that make's target does not look at."""
    given = {name: value for name, value in call["given"].items() if name != "PYTHON"}
    return {
        name
        for name, value in given.items()
        if (f"--{name.lower()}" if value == "1" else value.split()[0]) not in call["commands"]
    }


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_every_step_of_a_workflow_fits_the_one_before(workflow: str, tmp_path: Path) -> None:
    answers = [("actions/runs/11", RUNS[1]), ("deploy.yml/runs", {"workflow_runs": RUNS})]
    run = runner(tmp_path, answers=answers)
    if workflow == "rollback.yml":
        for name in ("Pulumi.prod.yaml", "prod.plan"):
            file = tmp_path / "artifacts/production" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text((ROOT / "Pulumi.prod.yaml").read_text(encoding="utf-8"))
    run.run(workflow)
    assert not run.failed
    for call in run.calls("make"):
        assert not unused(call)
        parse_all(call)


def test_what_gitlab_runs_fits_too(tmp_path: Path) -> None:
    written = yaml.safe_load((ROOT / "docs/gitlab-ci.yml").read_text(encoding="utf-8"))
    stages: dict[str, list[str]] = {stage: [] for stage in written["stages"]}
    for job in written.values():
        if isinstance(job, dict) and "script" in job:
            stages[job["stage"]] += [line for line in job["script"] if line.startswith("make ")]
    lines = [line for stage in stages.values() for line in stage]
    assert len(lines) > 12
    run = runner(tmp_path)
    known = {"STACK": "prod", "KIND": "preview", "CI_MERGE_REQUEST_DIFF_BASE_SHA": "a" * 40}
    account = written[".account"]["before_script"][1].partition(" >")[0]
    assert run.lines([account, *lines], known)
    for call in run.calls("make"):
        assert not unused(call)
        parse_all(call)


def test_a_deployment_hands_on_digests_and_a_plan_and_takes_the_right_roles(tmp_path: Path) -> None:
    run = runner(tmp_path)
    run.run("deploy.yml")
    assert not run.failed
    made = [(call["target"], call["given"].get("STACK", "")) for call in run.calls("make")]
    assert [each for each in made if each[0] != "access"] == [
        ("images-release", "staging"),
        ("images-save", "staging"),
        ("plan", "staging"),
        ("up", "staging"),
        ("gateway-check", "staging"),
        ("promote", ""),
        ("plan", "prod"),
        ("images-load", "prod"),
        ("ready", "prod"),
        ("up", "prod"),
        ("gateway-check", "prod"),
    ]
    assert run.credentials == [
        ("staging", "shop-deploy-staging"),
        ("plan", "shop-preview-prod"),
        ("production", "shop-deploy-prod"),
    ]
    assert "# released" in (run.clone / "Pulumi.prod.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("target", "left_out"),
    [
        ("gateway-check", ["promote", "ready"]),
        ("plan", ["up", "promote"]),
        ("promote", ["ready"]),
        ("ready", []),
    ],
)
def test_a_no_stops_the_deployment(target: str, left_out: list[str], tmp_path: Path) -> None:
    run = runner(tmp_path, statuses={target: 2})
    run.run("deploy.yml")
    assert "production" in run.failed
    made = [(call["target"], call["given"].get("STACK")) for call in run.calls("make")]
    assert ("up", "prod") not in made
    assert not {each for each, _ in made} & set(left_out)


def test_the_way_back_is_the_last_good_run_before_the_latest(tmp_path: Path) -> None:
    run = runner(
        tmp_path,
        answers=[("actions/runs/11", RUNS[1]), ("deploy.yml/runs", {"workflow_runs": RUNS})],
    )
    (tmp_path / "artifacts/production").mkdir(parents=True)
    (tmp_path / "artifacts/production/Pulumi.prod.yaml").write_text(
        (ROOT / "Pulumi.prod.yaml").read_text(encoding="utf-8")
    )
    run.run("rollback.yml")
    assert not run.failed
    assert run.context["needs.plan.outputs.run"] == "11"
    assert run.context["needs.plan.outputs.commit"] == "2" * 40
    assert [call["target"] for call in run.calls("make")] == [
        "access", "plan", "access", "up", "gateway-check",
    ]  # fmt: skip


@pytest.mark.parametrize("chosen", ["12", "main; true", ""])
def test_a_way_back_to_no_good_run_is_refused(chosen: str, tmp_path: Path) -> None:
    answers = [("actions/runs/12", RUNS[0]), ("deploy.yml/runs", {"workflow_runs": RUNS[:1]})]
    run = runner(tmp_path, answers=answers, event={"inputs.run": chosen})
    run.run("rollback.yml")
    assert run.failed == ["plan", "production"]
    assert not run.calls("make")


@pytest.mark.parametrize(
    ("comments", "call"),
    [
        ([], "--method POST repos/example/shop/issues/5/comments"),
        (
            [
                {"id": 1, "user": {"type": "User"}, "body": REPORT},
                {"id": 2, "user": {"type": "Bot"}, "body": "other"},
                {"id": 3, "user": {"type": "Bot"}, "body": REPORT},
            ],
            "--method PATCH repos/example/shop/issues/comments/3",
        ),
    ],
)
def test_a_failed_review_is_posted_once_and_edited_from_then_on(
    comments: list[Any], call: str, tmp_path: Path
) -> None:
    run = runner(tmp_path, statuses={"review": 2})
    run.run("review.yml")
    assert run.failed == ["review"]
    (tmp_path / "artifacts/review").rename(tmp_path / "kept")
    run.answers = [("/pulls", PULLS), ("--paginate", comments)]
    # What was uploaded by the other workflow.
    (tmp_path / "kept").rename(tmp_path / "artifacts/review")
    run.run("review-comment.yml")
    posted = run.calls("gh")[-1]
    assert " ".join(posted["words"]).startswith(f"api {call}")
    assert posted["body"] == REPORT


@pytest.mark.parametrize("report", ["no mark\n", None])
def test_nothing_is_posted_without_a_report_or_for_older_commits(
    report: str | None, tmp_path: Path
) -> None:
    run = runner(tmp_path, answers=[("/pulls", PULLS[1:])])
    (tmp_path / "artifacts/review").mkdir(parents=True)
    (tmp_path / "artifacts/review/comment.md").write_text(report or REPORT)
    run.run("review-comment.yml")
    assert not run.failed
    assert not [call for call in run.calls("gh") if "--method POST" in " ".join(call["words"])]


ISSUES = [{"number": 9, "title": "Drift in prod"}, {"number": 8, "title": "Drift in staging"}]


@pytest.mark.parametrize(
    ("status", "issues", "expected"),
    [
        (2, [], ["POST repos/example/shop/issues -f title=Drift in"]),
        (2, ISSUES, ["PATCH repos/example/shop/issues/"]),
        (0, ISSUES, ["POST repos/example/shop/issues/", "PATCH repos/example/shop/issues/"]),
        (0, [], []),
        (1, ISSUES, []),
    ],
)
def test_there_is_one_issue_while_something_differs(
    status: int, issues: list[Any], expected: list[str], tmp_path: Path
) -> None:
    run = runner(tmp_path, statuses={"drift": status}, answers=[("--paginate", issues)])
    run.run("drift.yml")
    assert run.credentials == [("look", "shop-preview-staging"), ("look", "shop-preview-prod")]
    changed = [" ".join(call["words"]) for call in run.calls("gh")]
    changed = [each for each in changed if "--method" in each]
    assert len(changed) == 2 * len(expected)
    for each, start in zip(changed, expected * 2, strict=True):
        assert each.startswith(f"api --method {start}"), each
