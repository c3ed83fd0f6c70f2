"""Settings of the keys that sign URLs and cookies for the edge."""

from collections.abc import Iterator
from typing import Annotated, Final

from pydantic import Field

from config.values import Broken, Generation, ProjectFile, Section

MOST_PUBLIC_KEYS: Final = 5
"""Public keys of a key group
(docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html)."""


class SigningKeySettings(Section):
    """Key with its generations: key pairs that all count, and of which one signs. So a new one
    comes, signs, and outlives the old one while nothing that was signed stops being valid
    (docs/edge.md, "A new key").

    The private half of a generation is a secret that somebody enters, `<name>-<generation>`. The
    public half is no secret, and lies in a file of the project."""

    public_keys: Annotated[
        dict[Generation, ProjectFile],
        Field(
            min_length=1,
            max_length=MOST_PUBLIC_KEYS,
            examples=[{"2026": "certs/films-2026.pem", "2027": "certs/films-2027.pem"}],
        ),
    ]
    """Files with the public keys (PEM, RSA of 2048 bits or ECDSA P-256) below the project's folder,
    by generation, 5 at most. What one of them signed is valid until it leaves this list. Another
    key in a file, in place of the former one, replaces it: what the former one signed is refused
    at once."""
    signs: Annotated[Generation, Field(examples=["2026"])]
    """Generation whose private key the programs get, with its ID. Enter it before. A change gives
    them new tasks."""

    def rules(self) -> Iterator[Broken]:
        """Checks that the generation that signs is there, and that no two are one file."""
        if self.signs not in self.public_keys:
            known = ", ".join(self.public_keys)
            yield Broken("signs", self.signs, f"is not among public_keys; there are {known}")
        files = list(self.public_keys.values())
        for generation, file in self.public_keys.items():
            if files.count(file) > 1:
                remedy = "is the file of two generations; a new one is a key pair of its own"
                yield Broken(("public_keys", generation), file, remedy)
                break
