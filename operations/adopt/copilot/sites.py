"""A static site of Copilot: a bucket of files."""

from operations.adopt.copilot.application import Application
from operations.adopt.draft import name_of
from operations.adopt.ledger import Node


def translate(app: Application, root: Node) -> None:
    """Declares the bucket of a static site."""
    named, kind = root.get("name"), root.get("type")
    name = name_of(str(named.value)) if named else "site"
    app.draft.sections["buckets"][name] = {"purpose": "static", "path": f"/{name}"}
    to = f"buckets.{name}"
    for each in (named, kind):
        if each:
            each.guessed(
                to,
                f"its files answer below /{name} of the environment's hosts, with CloudFront: "
                "upload them with that prefix, or serve the root by a service",
            )
    for each in (root.get("environments") or Node(root.source, (), {})).below():
        app.names.setdefault(each.key)
