"""Checksums of files and archives. The expected ones were computed by the Pulumi CLI."""

import zipfile
from pathlib import Path
from typing import Any

import pulumi_aws as aws
import pytest
from pulumi import Archive, Asset, AssetArchive, FileArchive, FileAsset, RemoteAsset, StringAsset

from backends.plan_backend import PlanBackend
from engine.errors import ProgramError
from engine.program import run_function


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with files, a link to a file, one to a folder, and what the engine leaves out."""
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "b.txt": "one\n",
        "a/x.txt": "two\n",
        "sub/z.txt": "t\n",
        "a-b.txt": "t3\n",
        ".pulumi/x": "no\n",
    }.items():
        file = tmp_path / "dir" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (tmp_path / "dir/sub/link").symlink_to("../b.txt")
    (tmp_path / "dir/linkdir").symlink_to("a")


def sent(source: Asset | Archive) -> dict[str, Any]:
    """An asset or archive as a resource has it among its inputs."""

    def program() -> None:
        aws.s3.BucketObject("object", bucket="b", source=source)

    found: dict[str, Any] = run_function(program, PlanBackend()).registrations[1].inputs["source"]
    return found


@pytest.mark.parametrize(
    ("source", "checksum"),
    [
        (StringAsset("é"), "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"),
        (
            FileAsset("dir/b.txt"),
            "2c8b08da5ce60398e1f19af0e5dccc744df274b826abe585eaba68c525434806",
        ),
        (FileArchive("dir"), "412afacc7751859ac7a91e3642b519acdfe729fcf3cf78426e3dff1ff6809902"),
        (FileArchive("./dir/"), "412afacc7751859ac7a91e3642b519acdfe729fcf3cf78426e3dff1ff6809902"),
        (AssetArchive({}), "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"),
        (
            AssetArchive({"a.py": StringAsset("x=1")}),
            "6f02fe235730de1f0ee9d961283f9de90acb143002cc033c2eaeba431c70e81d",
        ),
        (
            AssetArchive(
                {
                    "b.py": StringAsset("x=é"),
                    "a.txt": FileAsset("dir/b.txt"),
                    "d": FileArchive("dir"),
                    "n": AssetArchive({"q": StringAsset("1" * 600)}),
                }
            ),
            "74033d282541516247a03e56e7c30be981fa1e1766a9777409566e944684b1b8",
        ),
        (
            AssetArchive({"x" * 99 + "/y": StringAsset("")}),
            "f94f74b207e9af62cae44513cc4351887f19892136bd05cf4b661cb8250d2637",
        ),
    ],
)
def test_a_checksum_is_that_of_the_engine(source: Asset | Archive, checksum: str) -> None:
    assert sent(source)["hash"] == checksum


def test_parts_of_an_archive_have_their_own_checksums() -> None:
    code = sent(AssetArchive({"a.py": StringAsset("x=1")}))
    text = "1f206b11c23e28cc250ded7fc0098d3823a8467a54340f1ac4e535cb8544493f"
    assert code["assets"]["a.py"]["hash"] == text
    assert code["assets"]["a.py"]["text"] == "x=1"


def test_an_archive_file_is_taken_as_it_is(tmp_path: Path) -> None:
    for content in ("one", "two"):
        with zipfile.ZipFile(tmp_path / f"{content}.zip", "w") as file:
            file.writestr("x", content)
    assert sent(FileArchive("one.zip"))["hash"] != sent(FileArchive("two.zip"))["hash"]


@pytest.mark.parametrize(
    "source",
    [
        RemoteAsset("https://example.invalid/file"),
        AssetArchive({"u": RemoteAsset("https://example.invalid/file")}),
        AssetArchive({"é": StringAsset("a name that needs a newer tar")}),
    ],
)
def test_what_is_out_of_reach_has_no_checksum(source: Asset | Archive) -> None:
    assert "hash" not in sent(source)


@pytest.mark.parametrize(
    "source", [FileAsset("absent"), FileArchive("absent"), FileArchive("absent.zip")]
)
def test_a_file_that_is_missing_ends_the_run(source: Asset | Archive) -> None:
    with pytest.raises(ProgramError, match=r"^absent.*: cannot be read: No such file"):
        sent(source)
