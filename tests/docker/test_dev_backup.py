"""Data of the running environment: scripts that begin it, and its backup, put back."""

import json
from pathlib import Path

import boto3
import pytest
from botocore.config import Config

from tests.docker.conftest import Dev, query, soon
from tests.docker.test_dev import objects

pytestmark = [
    pytest.mark.docker,
    # One environment, brought up once.
    pytest.mark.xdist_group("docker"),
]


def test_an_init_script_ran_before_the_programs_and_is_their_own(dev: Dev) -> None:
    assert (
        query(dev, "orders", "orders", "SELECT name FROM customers ORDER BY id") == "Ada\nGrace\n"
    )
    altered = query(dev, "orders", "orders", "ALTER TABLE customers ADD COLUMN note text")
    assert altered.strip() == "ALTER TABLE"
    assert "permission denied" in query(dev, "accounts", "orders", "SELECT 1")


@pytest.fixture(scope="module")
def saved(dev: Dev) -> Path:
    """A backup of a thousand rows and an object."""
    rows = "CREATE TABLE kept_rows AS SELECT generate_series(1, 1000) AS n"
    assert "SELECT 1000" in query(dev, "orders", "orders", rows)
    bucket = dev.variable("orders", "BUCKET_UPLOADS")
    objects(dev, "orders").put_object(
        Bucket=bucket, Key="invoices/kept", Body=b"paid", ContentType="text/x-kept"
    )
    file = dev.folder / "saved.tar.gz"
    dev.operate("local", "backup", "--file", str(file))
    assert oct(file.stat().st_mode)[-3:] == "600"
    return file


def test_data_is_not_replaced_without_a_question(dev: Dev, saved: Path) -> None:
    told = dev.fails("local", "restore", str(saved))
    assert "holds data, which is replaced: database orders (" in told
    assert "add YES=1" in told


def test_a_restore_replaces_and_doubles_nothing(dev: Dev, saved: Path) -> None:
    uploads, bucket = objects(dev, "orders"), dev.variable("orders", "BUCKET_UPLOADS")
    query(dev, "orders", "orders", "INSERT INTO kept_rows VALUES (1001); DROP TABLE customers")
    uploads.put_object(Bucket=bucket, Key="invoices/kept", Body=b"changed")
    uploads.put_object(Bucket=bucket, Key="invoices/later", Body=b"gone")
    broker = dev.container("broker")
    dev.docker("exec", broker, "rabbitmqctl", "--quiet", "delete_queue", "stock-updates")
    for _ in range(2):
        dev.operate("local", "restore", str(saved), "--yes")
        count = query(dev, "orders", "orders", "SELECT count(*), sum(n) FROM kept_rows")
        assert count.strip() == "1000|500500"
        assert query(dev, "orders", "orders", "SELECT count(*) FROM customers").strip() == "2"
        found = uploads.get_object(Bucket=bucket, Key="invoices/kept")
        assert (found["Body"].read(), found["ContentType"]) == (b"paid", "text/x-kept")
        keys = [
            each["Key"]
            for each in uploads.list_objects_v2(Bucket=bucket, Prefix="invoices/")["Contents"]
        ]
        assert "invoices/later" not in keys
        queues = dev.docker("exec", broker, "rabbitmqctl", "--quiet", "list_queues", "name")
        assert "stock-updates" in queues.split()
    # Programs may do what they could before, and run again.
    assert "CREATE TABLE" in query(dev, "orders", "orders", "CREATE TABLE after_restore (n int)")
    assert "permission denied" in query(dev, "accounts", "orders", "SELECT 1")
    assert soon(lambda: dev.ask("/").status == 200)


def test_a_damaged_file_changes_nothing(dev: Dev, saved: Path) -> None:
    cut = dev.folder / "cut.tar.gz"
    cut.write_bytes(saved.read_bytes()[:-2000])
    told = dev.fails("local", "restore", str(cut), "--yes")
    assert "cut.tar.gz: is no backup, or a damaged one" in told
    assert query(dev, "orders", "orders", "SELECT count(*) FROM kept_rows").strip() == "1000"


def test_variables_for_this_machine_open_what_they_name(dev: Dev) -> None:
    found = json.loads(dev.operate("local", "env", "orders", "--format", "json"))
    assert found["DB_PORT"] == str(dev.ports["database"])
    assert found["DB_PASSWORD"] == dev.variable("orders", "DB_PASSWORD")
    client = boto3.client(
        "s3",
        endpoint_url=found["AWS_ENDPOINT_URL_S3"],
        aws_access_key_id=found["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=found["AWS_SECRET_ACCESS_KEY"],
        region_name=found["AWS_REGION"],
        config=Config(s3={"addressing_style": "path"}),
    )
    client.put_object(Bucket=found["BUCKET_UPLOADS"], Key="invoices/ide", Body=b"1")


def test_logs_of_all_have_each_name(dev: Dev) -> None:
    names = {line.split(" | ")[0].strip() for line in dev.operate("local", "logs").splitlines()}
    assert {"gateway", "database", "database-init"} <= names


def test_an_option_that_cannot_work_is_told_without_a_traceback(dev: Dev) -> None:
    up = ("engine", "up", "dev", "--yes", "--", "--target", "urn:pulumi:dev::x")
    assert "--target does not work on Docker" in dev.fails(*up)
