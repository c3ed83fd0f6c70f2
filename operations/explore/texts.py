"""A table of texts that the page holds once each, however often they are said."""


class Texts:
    """Texts by number."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        """Returns the number of a text, which it keeps."""
        return self._numbers.setdefault(text, len(self._numbers))

    def all(self) -> list[str]:
        """Returns every text in the order of the numbers."""
        return list(self._numbers)
