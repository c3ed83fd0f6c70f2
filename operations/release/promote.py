"""`promote`: what differs between two environments, before something goes from one to the other."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from operations.errors import Ended, OperationError
from operations.folder import PROJECT, Folder
from operations.pulumi_cli import cloud_platform, image_versions, settings_file

if TYPE_CHECKING:
    from config import CloudPlatform
    from operations.plan import Document
    from operations.release.differing import Difference, Image
    from operations.review import Environment

State = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="What really runs there, by `pulumi stack export`."),
]


def promote(
    source: Annotated[str, typer.Argument(metavar="FROM", help="The stack that was tried.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="The stack that is to follow.")],
    state_from: State = None,
    state_to: State = None,
    write: Annotated[
        bool,
        typer.Option("--write", help="Write FROM's versions into TO's file, unless hazards stop."),
    ] = False,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    folder: Folder = PROJECT,
) -> None:
    """Show what differs between two environments, and what FROM's images do to TO.

    Ends with status 0 if nothing stands in the way, 2 for a hazard that nobody granted or a
    difference that config/promote.yaml does not expect, and 1 if it cannot be told.
    """
    from operations.plan import plan_text
    from operations.release import promote_text

    found = _found(folder.resolve(), (source, target), (state_from, state_to))
    if json_:
        print(json.dumps(promote_text.as_json(found), indent=2, ensure_ascii=False))
    else:
        plan_text.show(promote_text.parts(found), sys.stdout)
    if write and not found.status:
        _write(found, settings_file(folder.resolve(), target))
    if found.status:
        raise Ended(found.status)


def _found(
    folder: Path, stacks: tuple[str, str], files: tuple[Path | None, Path | None]
) -> "Difference":
    from config import ConfigError
    from config.decisions import read_promotion
    from operations.plan import document, preview
    from operations.release import differing

    if stacks[0] == stacks[1]:
        raise OperationError(f"{stacks[0]} cannot be promoted to itself")
    old, new = (cloud_platform(folder, each) for each in stacks)
    try:
        declared = read_promotion(folder)
    except ConfigError as error:
        raise OperationError(str(error)) from None
    states = (
        document.read(files[0]) if files[0] else None,
        document.read(files[1]) if files[1] else None,
    )
    print(f"planning {stacks[0]} and {stacks[1]} ...", file=sys.stderr, flush=True)
    images = tuple(differing.images((old, new), states))
    source = states[0] or preview.readable_document_of(folder, stacks[0])
    target = states[1] or preview.readable_document_of(folder, stacks[1])
    return differing.Difference(
        source=stacks[0],
        target=stacks[1],
        keys=tuple(differing.keys(old, new, declared)),
        declared=declared is not None,
        images=images,
        resources=differing.resources(source, target),
        review=_review(folder, new, target, images),
    )


def _review(
    folder: Path, target: "CloudPlatform", before: "Document", images: "tuple[Image, ...]"
) -> "Environment":
    """Returns what the images of the source do to the target, graded."""
    from config import ConfigError
    from config.decisions import read
    from operations.plan import beside, standing, with_files
    from operations.policy import read_waivers
    from operations.review import judged

    accepted = read_waivers(folder)
    try:
        grants = read(folder, date.today())
    except ConfigError as error:
        raise OperationError(str(error)) from None
    file = settings_file(folder, target.stack)
    written = file.read_text("utf-8")
    text = image_versions.edit(written, _versions(images), file=file)
    with with_files(folder, {file.name: text}) as promoted:
        # The same file has the same plan; what stands may differ from it.
        same = text == written and standing.outputs(before) is None
        after = before if same else beside(promoted, target.stack, before)
        return judged.environment(
            target.stack,
            before,
            after,
            grants,
            folders=(folder, promoted),
            accepted=accepted,
        )


def _versions(images: "tuple[Image, ...]") -> dict[str, image_versions.Written]:
    mixed = [each.name for each in images if " and " in each.promoted]
    if mixed:
        raise OperationError(
            f"{', '.join(mixed)}: two versions run at once, so a deployment is not finished",
            remedy="wait for its end, or repeat it",
        )
    return {
        each.name: image_versions.Written(each.promoted)
        for each in images
        if each.differs and each.promoted != "(none)"
    }


def _write(found: "Difference", file: Path) -> None:
    changed = image_versions.write(file, _versions(found.images))
    words = "has the versions of" if changed else "had the versions of"
    print(f"{file.name} {words} {found.source}", file=sys.stderr)
