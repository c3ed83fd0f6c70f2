"""`scan`: findings against docs/security.md, and the plan that a scanner reads. checkov itself is
not of this environment: a program in its place answers with recorded findings."""

import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from backends.symbolic import SymbolicBackend
from engine.registration import Registration
from operations.__main__ import app
from operations.errors import OperationError
from operations.scan import scan, scan_findings, scan_plan
from operations.scan.scan_findings import ScanFinding
from tests.factories import ROOT, SHOP

EXAMPLES = ROOT / "examples"
DOCUMENT = """\
CKV_AWS_1 in a sentence names nothing.

| finding | what answers it |
|---|---|
| CKV_AWS_338, `log_group_retention` | `retention.logs_days` |

| finding | on | why |
|---|---|---|
| CKV_AWS_145, `kms` | log buckets: `s3.Bucket logs*` | S3's own keys only; CKV_AWS_2 is another. |
| CKV2_AWS_62 | all | Nothing listens. |
"""


def finding(check: str, resource: str = "s3.Bucket logs") -> ScanFinding:
    return ScanFinding(stack="prod", check=check, resource=resource, says="Ensure it")


def test_the_document_names_checks_in_the_first_column_of_its_tables() -> None:
    named = [(each.check, each.line, each.scopes) for each in scan_findings.named(DOCUMENT)]
    assert named == [
        ("CKV_AWS_338", 5, ()),
        ("CKV_AWS_145", 9, ("s3.Bucket logs*",)),
        ("CKV2_AWS_62", 10, ()),
    ]


@pytest.mark.parametrize(
    ("check", "resource", "told"),
    [
        ("CKV_AWS_338", "cloudwatch.LogGroup orders", False),
        ("CKV_AWS_145", "s3.Bucket logs-recovery", False),
        ("CKV_AWS_145", "s3.Bucket reports", True),
        ("CKV_AWS_145", "sqs.Queue logs", True),
        ("CKV_AWS_33", "s3.Bucket logs", True),
        ("CKV_AWS_1", "s3.Bucket logs", True),
        ("CKV_AWS_2", "s3.Bucket logs", True),
        ("CKV_AWS_62", "s3.Bucket logs", True),
    ],
)
def test_a_finding_is_told_where_the_document_does_not_cover_it(
    check: str, resource: str, told: bool
) -> None:
    found = finding(check, resource)
    listed = scan_findings.named(DOCUMENT)
    assert scan_findings.unlisted([found], listed) == ([found] if told else [])


def test_lines_of_which_nothing_is_found_are_told() -> None:
    findings = [finding("CKV_AWS_338"), finding("CKV_AWS_145", "s3.Bucket reports")]
    idle = scan_findings.idle(findings, scan_findings.named(DOCUMENT))
    assert [each.line for each in idle] == [9, 10]


def test_a_document_without_a_table_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "security.md"
    file.write_text("Nothing is found.\n")
    with pytest.raises(OperationError, match="names no check"):
        scan_findings.read(file)


def checkov(folder: Path, failed: list[dict[str, str]], *, lost: int = 0) -> Path:
    """A program that reads a plan as checkov does, and reports `failed`."""
    program = folder / "checkov"
    program.write_text(f"""\
#!{sys.executable}
import json, sys
plan = json.load(open(sys.argv[sys.argv.index("--file") + 1]))
read = len(plan["planned_values"]["root_module"]["resources"]) - {lost}
results = {{"failed_checks": {failed}}}
print(json.dumps({{"summary": {{"resource_count": read}}, "results": results}}))
""")
    program.chmod(0o755)
    return program


def failed(check: str, resource: str) -> dict[str, str]:
    return {"check_id": check, "resource": resource, "check_name": "Ensure it"}


def run(*stacks: str) -> Result:
    return CliRunner().invoke(app, ["scan", *stacks, "--folder", str(SHOP)])


def test_a_scan_fails_by_an_unlisted_finding(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    findings = [
        failed("CKV_AWS_145", "aws_s3_bucket.logs"),
        failed("CKV_AWS_145", "aws_s3_bucket.reports"),
    ]
    monkeypatch.setattr(scan, "CHECKOV", checkov(tmp_path, findings))
    result = run("staging")
    assert isinstance(result.exception, OperationError)
    assert "1 of 2 findings are not in docs/security.md" in str(result.exception)
    assert result.stdout == "staging: s3.Bucket reports: CKV_AWS_145: Ensure it\n"


def test_a_scan_ends_well_where_all_is_listed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    findings = [failed("CKV_AWS_145", "aws_s3_bucket.logs")]
    monkeypatch.setattr(scan, "CHECKOV", checkov(tmp_path, findings))
    result = run("staging")
    assert result.exit_code == 0
    assert result.stdout == "1 findings, each one named in docs/security.md\n"


def test_a_teams_own_document_names_findings_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    project = tmp_path / "project"
    shutil.copytree(SHOP, project)
    (project / "own").mkdir()
    line = "| CKV_AWS_145 | `s3.Bucket reports` | Nothing secret is in it. |\n"
    (project / "own" / "security.md").write_text(line)
    findings = [failed("CKV_AWS_145", "aws_s3_bucket.reports")]
    monkeypatch.setattr(scan, "CHECKOV", checkov(tmp_path, findings))
    result = CliRunner().invoke(app, ["scan", "staging", "--folder", str(project)])
    assert result.exit_code == 0
    assert result.stdout.endswith("own/security.md\n")


def test_a_scan_of_all_companies_names_them_and_tells_idle_lines(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    findings = [failed("CKV_AWS_145", "aws_s3_bucket.logs")]
    monkeypatch.setattr(scan, "CHECKOV", checkov(tmp_path, findings))
    monkeypatch.setattr(scan, "EXAMPLES", [EXAMPLES / "ferry"])
    monkeypatch.setattr(scan, "DOCUMENT", tmp_path / "security.md")
    (tmp_path / "security.md").write_text(
        "| CKV_AWS_145 | `s3.Bucket reports` | Nothing secret is in it. |\n"
    )
    result = CliRunner().invoke(app, ["scan", "--examples"])
    told = [line.rpartition("security.md:")[2] for line in result.stdout.splitlines()]
    assert told == [
        "1: CKV_AWS_145: nothing is found for it; remove the line",
        "ferry/prod: s3.Bucket logs: CKV_AWS_145: Ensure it",
        "ferry/staging: s3.Bucket logs: CKV_AWS_145: Ensure it",
    ]
    assert "name none" in str(CliRunner().invoke(app, ["scan", "prod", "--examples"]).exception)


def test_a_type_whose_name_in_terraform_is_not_known_is_left_out_and_told() -> None:
    known = resource("aws:sqs/queue:Queue", "mails")
    other = resource("aws:kinesis/stream:Stream", "events")
    assert list(scan_plan.addressed([known, other])) == ["aws_sqs_queue.mails"]
    assert scan_plan.unaddressed([known, other]) == [other]


def test_resources_that_were_not_read_fail_a_scan(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(scan, "CHECKOV", checkov(tmp_path, [], lost=1))
    assert "checkov read " in str(run("staging").exception)


def resource(type_: str, name: str, **inputs: object) -> Registration:
    urn = f"urn:pulumi:prod::plinth::{type_}::{name}"
    return Registration(urn=urn, type=type_, name=name, custom=True, inputs=inputs)


def planned(*registrations: Registration) -> tuple[dict[str, dict[str, object]], str]:
    """The values of each address, and the plan as text."""
    plan = scan_plan.plan(scan_plan.addressed(registrations))
    resources = plan["planned_values"]["root_module"]["resources"]
    return {each["address"]: each["values"] for each in resources}, json.dumps(plan)


def test_properties_and_blocks_have_terraforms_names() -> None:
    values, _ = planned(
        resource(
            "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
            "logs",
            expectedBucketOwner="1",
            rules=[{"id": "old", "status": "Enabled", "expiration": {"days": 7}}],
        ),
        resource("aws:route53/record:Record", "web", aliases=[{"zoneId": "Z"}]),
        resource("aws:rds/instance:Instance", "database", tags={"someKey": "v"}, multiAz=True),
        resource("aws:lb/loadBalancer:LoadBalancer", "gateway", idleTimeout=9),
    )
    rule = {"id": "old", "status": "Enabled", "expiration": [{"days": 7}]}
    lifecycle = values["aws_s3_bucket_lifecycle_configuration.logs"]
    assert lifecycle["rule"] == [rule]
    assert lifecycle["expected_bucket_owner"] == "1"
    assert values["aws_route53_record.web"]["alias"] == [{"zone_id": "Z"}]
    database = values["aws_db_instance.database"]
    assert (database["tags"], database["multi_az"]) == ({"someKey": "v"}, True)
    assert values["aws_lb.gateway"]["idle_timeout"] == 9


def test_references_are_addresses_that_a_scanner_follows() -> None:
    bucket = resource("aws:s3/bucket:Bucket", "logs.all")
    reference = SymbolicBackend().create(bucket)[0]
    type_ = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
    values, text = planned(bucket, resource(type_, "block", bucket=reference))
    block = values["aws_s3_bucket_public_access_block.block"]
    assert block["bucket"] == "aws_s3_bucket.logs_all.id"
    expressions = json.loads(text)["configuration"]["root_module"]["resources"][1]["expressions"]
    assert expressions["bucket"]["references"] == [
        "aws_s3_bucket.logs_all.id",
        "aws_s3_bucket.logs_all",
    ]


def test_a_name_that_a_preview_knows_still_leads_to_what_has_it() -> None:
    bucket = resource("aws:s3/bucket:Bucket", "films", bucket="video-films-an")
    type_ = "aws:s3/bucketVersioning:BucketVersioning"
    beside = resource(type_, "films", bucket="video-films-an", expectedBucketOwner="1")
    beside = replace(beside, property_dependencies={"bucket": (bucket.urn,)})
    _, text = planned(bucket, beside)
    written = json.loads(text)["configuration"]["root_module"]["resources"][1]["expressions"]
    assert written == {"bucket": {"references": ["aws_s3_bucket.films"]}}


def test_two_of_one_name_keep_addresses_of_their_own() -> None:
    type_ = "aws:sqs/queue:Queue"
    values, _ = planned(resource(type_, "a.b"), resource(type_, "a_b"))
    assert list(values) == ["aws_sqs_queue.a_b", "aws_sqs_queue.a_b_"]
