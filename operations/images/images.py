"""`images check`, `images pin`: the pinned images of Docker environments, and their registries."""

import datetime
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from config.settings import PinnedImage, docker_images
from operations import outputs
from operations.errors import OperationError
from operations.images.registry import Repository

app = typer.Typer(help="Your own images, and the pinned ones of environments on Docker.")

File = Annotated[Path, typer.Option(help="The file of pinned images.", show_default="config/")]

_VERSION = re.compile(r"(\d+(?:\.\d+)*)(.*)", re.DOTALL)
_RELEASE = re.compile(r"RELEASE\.\d{4}-[\dTZ-]+")


@dataclass(frozen=True, kw_only=True)
class Compared:
    """Answer of a registry about one image."""

    name: str
    image: PinnedImage
    newest: str
    """Tag of the newest version of the same line. It is the image's own if there is no newer
    one."""
    digest: str
    """Digest of the pinned tag, now."""

    @property
    def findings(self) -> list[str]:
        """Returns the findings for a person, one sentence each."""
        found = []
        if self.newest != self.image.tag:
            found.append(f"{self.newest} is out")
        if self.image.digest is None:
            found.append("has no digest yet")
        elif self.digest != self.image.digest:
            found.append(f"{self.image.tag} was built anew: {self.digest}")
        return found


@app.command()
def check(file: File = docker_images.FILE) -> None:
    """List the images that are out of date, by the answers of their registries."""
    compared = _compare(file)
    stale = [each for each in compared if each.findings]
    for each in compared:
        print(f"{each.name}: {each.image.image}:{each.image.tag}", end="")
        print(f": {', '.join(each.findings)}" if each.findings else ": newest")
    if stale:
        raise OperationError(
            f"{len(stale)} of {len(compared)} images are out of date",
            remedy=f"change the tags in {file.name}, then `make images-pin` writes their digests",
        )


@app.command()
def pin(file: File = docker_images.FILE) -> None:
    """Write today's digests for the tags in the file, and the date."""
    text = file.read_text(encoding="utf-8")
    for name, image in docker_images.read(file).images.items():
        print(f"Looking up {image.image}:{image.tag}", file=sys.stderr)
        text = with_digest(text, name, Repository(image.image).digest(image.tag))
    today = datetime.datetime.now(datetime.UTC).date()
    text = re.sub(r"(?m)^as_of: .*$", f"as_of: {today}", text, count=1)
    outputs.write(text, file)
    print(f"{file.name} holds the digests of {today}")


def with_digest(text: str, name: str, digest: str) -> str:
    """Returns the file's text with another digest in the line of an image."""
    line = re.compile(rf"(?m)^(  {re.escape(name)}: \{{.*digest: )[^}}]*\}}$")
    changed, count = line.subn(rf'\g<1>"{digest}"}}', text)
    if count != 1:
        raise OperationError(f"{name} has no line of its own with a digest")
    return changed


def newest(image: PinnedImage, tags: Iterable[str]) -> str:
    """Returns the newest tag of the same line, which means the same kind of tag and the same
    beginning."""
    mine = _parsed(image.tag)
    if mine is None:
        return image.tag
    first = image.line or image.tag.split(".")[0]
    candidates = {
        tag: parsed
        for tag in tags
        if (parsed := _parsed(tag)) is not None
        and (len(parsed[0]), parsed[1]) == (len(mine[0]), mine[1])
        and (tag == first or re.match(rf"{re.escape(first)}(?!\d)", tag))
    }
    return max([image.tag, *candidates], key=lambda tag: (_parsed(tag) or mine)[0])


def _parsed(tag: str) -> tuple[tuple[int, ...], str] | None:
    """Returns the numbers of a version and the rest: `16.4-alpine` is (16, 4) and `-alpine`."""
    if _RELEASE.fullmatch(tag):
        return tuple(int(number) for number in re.findall(r"\d+", tag)), "RELEASE"
    found = _VERSION.fullmatch(tag)
    if found is None:
        return None
    return tuple(int(number) for number in found[1].split(".")), found[2]


def _compare(file: Path) -> list[Compared]:
    compared = []
    for name, image in docker_images.read(file).images.items():
        print(f"Looking up {image.image}", file=sys.stderr)
        repository = Repository(image.image)
        compared.append(
            Compared(
                name=name,
                image=image,
                newest=newest(image, repository.tags()),
                digest=repository.digest(image.tag),
            )
        )
    return compared
