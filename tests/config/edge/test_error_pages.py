"""Pages for errors: which files may be named for which status, and what is told."""

from pathlib import Path
from typing import Any

import pytest

from config import CloudPlatform, ConfigError
from config.edge import ErrorPage, page_notices
from config.files.yaml_file import YamlFile
from config.loader import check
from tests.factories import make_workload, raw_settings, raw_workload

PAGE = "<!doctype html>\n<title>Gone</title>\n"


def checked(folder: Path, pages: dict[str, Any], *, content: bytes = b"", **workload: Any) -> Any:
    (folder / "page.html").write_bytes(content or PAGE.encode())
    parts = YamlFile("workload.yaml", raw_workload(**workload), {})
    settings = raw_settings("prod", edge={"error_pages": pages})
    found = check("prod", settings, YamlFile("Pulumi.prod.yaml", None, {}), parts, folder)
    assert isinstance(found, CloudPlatform)
    return found


def test_the_files_are_read_by_their_status(tmp_path: Path) -> None:
    found = checked(tmp_path, {"503": {"file": "page.html"}, "404": {"file": "page.html"}})
    assert found.error_pages == {404: PAGE, 503: PAGE}


@pytest.mark.parametrize(("status", "noticed"), [("404", True), ("500", True), ("502", False)])
def test_a_page_that_hides_what_a_service_says_is_told_of(
    tmp_path: Path, status: str, noticed: bool
) -> None:
    notices = checked(tmp_path, {status: {"file": "page.html"}}).notices
    told = [each for each in notices if "take the place of every answer" in each]
    assert bool(told) == noticed
    assert all("orders" in each for each in told)


def test_what_does_not_pass_the_edge_is_hidden_by_no_page() -> None:
    private = {"routes": [{"hosts": ["orders"]}], "private": True}
    workload = make_workload(services={"orders": private})
    pages = {"404": ErrorPage(file="page.html")}
    [told] = page_notices(pages, workload)
    assert "orders" not in told.remedy
    assert "accounts" in told.remedy


@pytest.mark.parametrize(
    ("pages", "content", "says"),
    [
        ({"401": {"file": "page.html"}}, b"", ("error_pages.401", "400, 403, 404, 405")),
        ({"200": {"file": "page.html"}}, b"", ("error_pages.200", "500 to 504")),
        ({"404": {"file": "/page.html"}}, b"", ("404.file", "below the project's folder")),
        ({"404": {"file": "other.html"}}, b"", ("404.file", "is no file of the project")),
        ({"404": {"file": "page.html"}}, b"\xff<", ("404.file", "not in UTF-8")),
        ({"404": {"file": "page.html"}}, b"gone", ("404.file", "is no HTML")),
        ({"404": {"file": "page.html"}}, b"<" * 65_537, ("404.file", "65537 bytes")),
        ({"404": {"file": "page.html", "cache_seconds": 3601}}, b"", ("cache_seconds", "3600")),
        ({"404": {"file": "page.html", "status": 200}}, b"", ("404.status",)),
        ({"404": "page.html"}, b"", ("error_pages.404", "must")),
    ],
)
def test_a_wrong_value_is_told(
    tmp_path: Path, pages: dict[str, Any], content: bytes, says: tuple[str, ...]
) -> None:
    with pytest.raises(ConfigError) as refused:
        checked(tmp_path, pages, content=content)
    assert all(each in str(refused.value) for each in says), refused.value


def test_pages_need_a_static_bucket(tmp_path: Path) -> None:
    plain: dict[str, Any] = {"purpose": "uploads", "path": None, "hosts": []}
    with pytest.raises(ConfigError, match="have no place"):
        checked(tmp_path, {"404": {"file": "page.html"}}, buckets={"static": plain})
