"""Database servers beside the first one have their own table, by their own values."""

from operations.infrastructure import pages
from operations.infrastructure.architecture import cache, databases, scaling
from tests.factories import ROOT
from tests.operations.infrastructure import documents


def test_each_server_is_told_by_its_own_values() -> None:
    project = pages.read(ROOT / "examples" / "video")
    told = cache.together(project)
    assert "ElastiCache Serverless, Valkey 8" in told
    assert "as many as AWS needs, up to 20 GB" in told
    text = databases.together(project)
    tables = {
        title: dict(
            documents.cells(line)[:2]
            for line in text.partition(f"### {title}\n")[2].partition("\n###")[0].splitlines()
            if line.startswith("| ")
        )
        for title in ("The server", "The server `history`")
    }
    assert [tables[each]["Databases"] for each in tables] == ["`catalog`", "`history`"]
    assert [tables[each]["Instance"] for each in tables] == ["`db.r6g.large`", "1 to 32 ACUs"]
    assert [tables[each]["Storage"] for each in tables] == [
        "100 GiB gp3, grows by itself to 1000 GiB",
        "grows by itself",
    ]
    assert [tables[each]["Standby in another zone"] for each in tables] == [
        "yes",
        "yes, the first reader",
    ]
    assert {tables[each]["Deletion protection"] for each in tables} == {"yes"}
    grown = scaling.together(project)
    assert "| Database server `history` | 1 to 32 ACUs |" in grown
    assert "| Storage of `history` | grows by itself |" in grown
