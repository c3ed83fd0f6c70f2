"""The document of a preview has the CLI's shape, to the letter, and never a secret."""

import json
from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest
from pulumi import Alias, CustomTimeouts, Output, ResourceOptions

from backends.plan_backend import PlanBackend
from engine.program import run_function
from operations import outputs
from operations.errors import OperationError
from operations.plan import document

GOLDEN = Path(__file__).parent / "golden/preview.json"
"""What the Pulumi CLI wrote for this program, with a provider that fills in nothing; sorted by
parents and URN, without the positions in the source and the duration."""


def program() -> None:
    provider = aws.Provider(
        "main", region="eu-west-1", default_tags={"tags": {"environment": pulumi.get_stack()}}
    )
    group = pulumi.ComponentResource(
        "probe:group:Group", "group", None, ResourceOptions(providers=[provider])
    )
    files = aws.s3.Bucket("files", opts=ResourceOptions(parent=group, protect=True))
    queue = aws.sqs.Queue(
        "jobs",
        name="<jobs & mails>",
        visibility_timeout_seconds=30,
        tags={"bucket": files.arn, "a.b": "é"},
        opts=ResourceOptions(
            parent=group,
            aliases=[Alias(name="before")],
            custom_timeouts=CustomTimeouts(create="5m", delete="90s"),
            delete_before_replace=True,
            deleted_with=files,
            depends_on=[files],
            ignore_changes=["delaySeconds"],
            replace_on_changes=["name"],
            retain_on_delete=True,
        ),
    )
    aws.rds.Instance(
        "database",
        instance_class="db.t3.small",
        password="not-in-a-plan",
        tags={"owner": Output.secret("not-in-a-plan")},
        opts=ResourceOptions(provider=provider),
    )
    aws.sqs.Queue.get("existing", "https://existing")
    pulumi.log.warn("watch out", resource=queue)
    pulumi.export("url", queue.url)


def built() -> document.Document:
    outcome = run_function(
        program, PlanBackend(), project="probe", stack="dev", config={"probe:size": "3"}
    )
    return document.build(outcome)


def test_the_document_is_that_of_the_cli() -> None:
    found = built()
    assert found["duration"] > 0
    found["duration"] = 1
    assert document.text(found) == GOLDEN.read_text(encoding="utf-8")


def test_the_document_is_the_same_on_every_run() -> None:
    first, second = built(), built()
    first["duration"] = second["duration"]
    assert document.text(first) == document.text(second)


def test_no_secret_is_in_the_document() -> None:
    text = document.text(built())
    assert "not-in-a-plan" not in text
    assert text.count('"[secret]"') == 2


def test_a_written_document_is_read_back(tmp_path: Path) -> None:
    found = built()
    document.write(found, tmp_path / "plan.json")
    assert document.read(tmp_path / "plan.json") == found
    assert [each.name for each in tmp_path.iterdir()] == ["plan.json"]


def test_writing_replaces_an_older_document(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text("old")
    document.write({"steps": []}, tmp_path / "plan.json")
    assert json.loads((tmp_path / "plan.json").read_text()) == {"steps": []}


def test_a_write_that_fails_leaves_the_older_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, *args: object, **kwargs: object) -> int:
        raise OSError(28, "No space left on device")

    (tmp_path / "plan.json").write_text("old")
    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OperationError, match=r"plan.json: cannot be written: No space left"):
        document.write({"steps": []}, tmp_path / "plan.json")
    assert (tmp_path / "plan.json").read_text() == "old"


@pytest.mark.parametrize(
    ("place", "message"),
    [("absent/plan.json", "absent: no such folder; create it"), (".", "is a folder; name a file")],
)
def test_a_place_that_cannot_be_written_is_refused(
    tmp_path: Path, place: str, message: str
) -> None:
    with pytest.raises(OperationError, match=message):
        outputs.check_writable(tmp_path / place)


STEP = {"op": "create", "urn": "urn:x", "newState": {"inputs": {}}}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is not JSON"),
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "is no document of a preview"),
        ('{"version": 3, "checkpoint": {}}', "is no document of a preview"),
        ('{"duration": 5, "diagnostics": []}', "comes from a preview that failed"),
        (
            '{"steps": [], "diagnostics": [{"message": "error: x", "severity": "error"}]}',
            "comes from a preview that failed",
        ),
        ('{"steps": {}}', "has steps that no preview has"),
        ('{"steps": ["x"]}', "has steps that no preview has"),
        ('{"steps": [{"op": "create", "urn": "x"}]}', "has steps that no preview has"),
        (json.dumps({"steps": [{**STEP, "urn": 5}]}), "has steps that no preview has"),
        (json.dumps({"steps": [{**STEP, "newState": []}]}), "has steps that no preview has"),
        (
            json.dumps({"steps": [{**STEP, "newState": {"inputs": 5}}]}),
            "has steps that no preview has",
        ),
    ],
)
def test_a_file_that_is_no_document_is_refused(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "plan.json").write_text(content)
    with pytest.raises(OperationError, match=rf"plan.json: {message}"):
        document.read(tmp_path / "plan.json")


def test_a_missing_or_unreadable_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OperationError, match=r"plan.json: no such file; write one with --json"):
        document.read(tmp_path / "plan.json")
    with pytest.raises(OperationError, match="cannot be read: Is a directory"):
        document.read(tmp_path)
    (tmp_path / "latin.json").write_bytes('{"é": 1}'.encode("latin-1"))
    with pytest.raises(OperationError, match=r"latin.json: is not JSON"):
        document.read(tmp_path / "latin.json")


def test_an_import_is_an_operation_of_its_own() -> None:
    def importing() -> None:
        aws.sqs.Queue("jobs", opts=ResourceOptions(import_="https://jobs"))

    found: dict[str, Any] = document.build(run_function(importing, PlanBackend()))
    assert found["steps"][1]["op"] == "import"
    assert found["steps"][1]["newState"]["importID"] == "https://jobs"
    assert found["changeSummary"] == {"create": 1, "import": 1}
