"""What programs may do with a bucket, to the letter."""

from tests.components.storage.made import KEY, make_bucket
from tests.factories import make_grantee
from tests.graph import deploy

BUCKET = "aws:s3/bucket:Bucket"
GRANT = "aws:iam/rolePolicy:RolePolicy"


def test_a_reader_of_a_prefix_lists_and_reads_that_prefix_only() -> None:
    graph = deploy(lambda: make_bucket().grant_read(make_grantee("orders"), "invoices/"))
    granted = graph.one(GRANT, "uploads-read--orders")
    arn = graph.one(BUCKET).outputs["arn"]
    assert granted.inputs["role"] == "orders-role"
    assert graph.policy(granted)["Statement"] == [
        {
            "Effect": "Allow",
            "Action": ["s3:ListBucket"],
            "Resource": [arn],
            "Condition": {"StringLike": {"s3:prefix": ["invoices/*"]}},
        },
        {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": [f"{arn}/invoices/*"]},
        {
            "Sid": "KeyByService",
            "Effect": "Allow",
            "Action": ["kms:Decrypt"],
            "Resource": [KEY],
            "Condition": {"StringEquals": {"kms:ViaService": "s3.eu-central-1.amazonaws.com"}},
        },
    ]


def test_a_reader_of_all_lists_without_a_condition() -> None:
    graph = deploy(lambda: make_bucket().grant_read(make_grantee("orders")))
    listing, reading, _ = graph.policy(graph.one(GRANT))["Statement"]
    assert "Condition" not in listing
    assert reading["Resource"] == [f"{graph.one(BUCKET).outputs['arn']}/*"]


def test_a_writer_neither_reads_nor_lists_nor_deletes_old_versions() -> None:
    graph = deploy(lambda: make_bucket().grant_write(make_grantee("orders"), "invoices/"))
    write, key = graph.policy(graph.one(GRANT, "uploads-write--orders"))["Statement"]
    assert write["Action"] == [
        "s3:AbortMultipartUpload",
        "s3:DeleteObject",
        "s3:ListMultipartUploadParts",
        "s3:PutObject",
    ]
    assert write["Resource"] == [f"{graph.one(BUCKET).outputs['arn']}/invoices/*"]
    assert key["Action"] == ["kms:Decrypt", "kms:GenerateDataKey"]


def test_awkward_names_never_collide() -> None:
    def program() -> None:
        for name in ("a", "a-read-b", "a-replica"):
            made = make_bucket(name)
            made.grant_read(make_grantee("c"))
            made.grant_read(make_grantee("b-read-c"))
            made.grant_write(make_grantee("c"))

    assert len(deploy(program).all(GRANT)) == 9
