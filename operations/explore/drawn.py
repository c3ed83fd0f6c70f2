"""The drawings of the page, at each level of detail, with the same in words."""

import re
from dataclasses import dataclass
from xml.etree import ElementTree

from operations.errors import OperationError
from operations.plan import Resources
from operations.topology import Detail, picture, svg, told

_LEVELS: tuple[Detail, ...] = ("overview", "services", "everything")
_MOST_BYTES = 2_000_000
"""Room that drawings have in the page. The most detailed ones are left out beyond it."""
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


@dataclass(frozen=True)
class Drawing:
    """One level of detail."""

    detail: str
    svg: str
    told: str

    @property
    def styles(self) -> list[str]:
        """The style sheets of the drawing, which the page's policy must name."""
        return _STYLE.findall(self.svg)


def drawn(resources: Resources) -> list[Drawing]:
    """Returns the drawings that fit into the page, the simplest first."""
    found: list[Drawing] = []
    size = 0
    for detail in _LEVELS:
        whole = picture(resources, detail)
        drawing = Drawing(detail, _checked(svg(whole)), told(whole))
        size += len(drawing.svg.encode())
        if found and size > _MOST_BYTES:
            break
        found.append(drawing)
    return found


def _checked(text: str) -> str:
    """Returns a drawing that is well-formed and runs nothing. A name in it can thus end no element
    of the page."""
    for element in ElementTree.fromstring(text).iter():
        running = [name for name in element.attrib if name.lower().startswith("on")]
        if running or element.tag.rpartition("}")[2] in ("script", "foreignObject"):
            raise OperationError(f"the drawing has {element.tag}, which a page does not take")
    return text
