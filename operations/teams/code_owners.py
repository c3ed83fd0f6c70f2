"""The lines of .github/CODEOWNERS that say who reviews the file of each team."""

import re
from collections.abc import Sequence
from pathlib import Path

from config.workload import team_files
from operations.teams.holdings import Holding

FILE = ".github/CODEOWNERS"
_FIRST = "# Teams, from config/teams/ by `make teams WRITE=1`:"
_LAST = "# End of the teams."
_BLOCK = re.compile(rf"^{re.escape(_FIRST)}\n.*?^{re.escape(_LAST)}\n", re.M | re.S)


def wanted(text: str, found: Sequence[Holding]) -> str:
    """Returns the content of CODEOWNERS with the lines of the teams. The rest stays as it is, and
    so does the place of the lines, because the last line that matches a file decides."""
    files = [each for each in found if each.owners and each.file.startswith(f"{team_files.TEAMS}/")]
    width = max((len(each.file) for each in files), default=0) + 1
    lines = [f"{f'/{each.file}':{width}}   {' '.join(each.owners)}" for each in files]
    block = "\n".join([_FIRST, *lines, _LAST]) + "\n" if lines else ""
    if _BLOCK.search(text):
        return _BLOCK.sub(lambda _: block, text)
    gap = "" if not text or text.endswith("\n") else "\n"
    return f"{text}{gap}{block}"


def read(folder: Path) -> str:
    """Returns the content of CODEOWNERS, which is empty if there is none."""
    file = folder / FILE
    return file.read_text(encoding="utf-8") if file.is_file() else ""
