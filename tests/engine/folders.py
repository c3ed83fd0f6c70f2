"""Makes small Pulumi projects for tests."""

from pathlib import Path
from textwrap import dedent


def write_project(
    folder: Path,
    program: str,
    *,
    project: str = "name: probe\nruntime: python\n",
    **stacks: str,
) -> Path:
    """Writes a project with a program and its stacks (`dev` alone unless named), and returns its
    folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Pulumi.yaml").write_text(dedent(project))
    (folder / "__main__.py").write_text(dedent(program))
    for stack, content in (stacks or {"dev": ""}).items():
        (folder / f"Pulumi.{stack}.yaml").write_text(dedent(content))
    return folder
