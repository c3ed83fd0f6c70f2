"""Events of a bucket: which objects' coming and going is told to which queue or topic."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Annotated, Literal

from pydantic import Field

from config.values import Broken, Matching, Name, Section

KeyPart = Annotated[
    str,
    Matching(
        r"[A-Za-z0-9!_.'()/-]*",
        "letters, digits and !_.'()/- of a key, without * (S3 knows no wildcard)",
    ),
    Field(max_length=500),
]

KINDS: dict[str, str] = {"created": "s3:ObjectCreated:*", "removed": "s3:ObjectRemoved:*"}
"""S3's event types by the word for them."""
MOST_EVENTS = 100
"""Number of notifications that a bucket takes:
docs.aws.amazon.com/general/latest/gr/s3.html"""


class BucketEvent(Section):
    """Message to a queue or a topic about each object that comes or goes. It arrives once or more,
    mostly within seconds, in no certain order."""

    on: Literal["created", "removed"]
    """Event that is told. created: an object was written, by whatever request. removed: a program
    deleted it; what `expire_days` deletes is not told."""
    queue: Annotated[Name, Field(examples=["transcodings"])] | None = None
    """Queue that gets the messages, a standard one. Absent: `topic` does."""
    topic: Annotated[Name, Field(examples=["uploaded"])] | None = None
    """Topic that gets the messages, a standard one. Absent: `queue` does."""
    prefix: Annotated[KeyPart, Field(examples=["incoming/"])] = ""
    """Beginning of the keys that are told of. Empty: any."""
    suffix: Annotated[KeyPart, Field(examples=[".mp4"])] = ""
    """End of the keys that are told of. Empty: any."""

    @property
    def target(self) -> str:
        """The name of the queue or the topic."""
        return self.queue or self.topic or ""

    def rules(self) -> Iterator[Broken]:
        """Checks that exactly one of queue and topic gets the messages."""
        if (self.queue is None) == (self.topic is None):
            yield Broken(
                "queue",
                self.queue,
                "name either a queue or a topic; a topic delivers to several queues",
                reads=("topic",),
            )


def overlaps(events: Sequence[BucketEvent]) -> Iterator[Broken]:
    """Yields events that S3 refuses because two of one kind would tell of the same object."""
    for (first, one), (second, other) in combinations(enumerate(events), 2):
        prefixes = sorted((one.prefix, other.prefix), key=len)
        suffixes = sorted((one.suffix, other.suffix), key=len)
        if (
            one.on == other.on
            and prefixes[1].startswith(prefixes[0])
            and suffixes[1].endswith(suffixes[0])
        ):
            yield Broken(
                ("events", second),
                f"{other.on} {other.prefix}*{other.suffix}",
                f"overlaps events.{first}, {one.on} {one.prefix}*{one.suffix}, and S3 tells of an "
                "object once; send both to one topic that delivers to several queues",
            )
