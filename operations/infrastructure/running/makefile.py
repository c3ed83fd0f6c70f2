"""The commands of the Makefile, with what it says of each."""

import re

from operations.folder import PROJECT

_HELP = re.compile(r"^([a-z-]+):.*?## (.*)$", re.MULTILINE)


def commands() -> dict[str, str]:
    """Returns what `make help` says, by command."""
    text = (PROJECT / "Makefile").read_text(encoding="utf-8")
    return {name: said.replace("<", "&lt;") for name, said in _HELP.findall(text)}
