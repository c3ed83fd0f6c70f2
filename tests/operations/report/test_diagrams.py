"""A drawing in a report: Mermaid in a comment, text on a terminal, and whole or not at all."""

from operations.report import Block, Diagram, Heading, markdown, terminal

DRAWING = Diagram("The drawing", ("flowchart LR", "  a --> b"), ("From a", "  to b"))


def rendered(*blocks: Block) -> str:
    return markdown.render(blocks, head="<!-- x -->", whole="make review")


def test_a_comment_has_it_as_mermaid_below_a_title_that_opens_it() -> None:
    text = rendered(Heading("Report", 1), DRAWING)
    assert "<summary>The drawing</summary>\n\n```mermaid\nflowchart LR\n  a --> b\n```" in text
    assert "to b" not in text


def test_one_without_room_is_left_out_whole() -> None:
    large = Diagram("Large", ("flowchart LR", *(f"  a --> b{n}" for n in range(9_000))), ())
    text = rendered(large, DRAWING)
    assert len(text) < markdown.LIMIT
    assert "No room here: `make review` shows it." in text
    assert "b8999" not in text
    assert "  a --> b\n```" in text


def test_a_terminal_has_it_as_text() -> None:
    shown = "\n".join(map(str, terminal.parts([DRAWING])))
    assert "to b" in shown
    assert "flowchart" not in shown
