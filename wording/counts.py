"""Numbers of things, as people say them."""


def counted(number: int, thing: str, things: str = "") -> str:
    """Returns `1 image`, `3 images`. The plural is given if it is more than an s."""
    return f"{number} {thing if number == 1 else things or f'{thing}s'}"
