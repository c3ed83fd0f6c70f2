"""The options that commands about a standing environment share."""

from pathlib import Path
from typing import Annotated

import typer

from operations import folder

Stack = Annotated[
    str,
    typer.Option(envvar="STACK", help="The stack: one of the Pulumi.<stack>.yaml files."),
]
Emulated = Annotated[
    bool, typer.Option("--emulated", help="Ask the emulated account on this machine.")
]
Apply = Annotated[
    bool, typer.Option("--apply", help="Carry out what is shown. Without it, nothing is changed.")
]
Server = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="The database server, by its name under database_servers.",
        show_default="the first one",
    ),
]
Cache = Annotated[
    str,
    typer.Option(
        metavar="NAME", help="The cache, by its name under caches.", show_default="the first one"
    ),
]
Json = Annotated[
    Path | None, typer.Option("--json", metavar="FILE", help="Write JSON to FILE; - prints it.")
]
Folder = folder.Folder
