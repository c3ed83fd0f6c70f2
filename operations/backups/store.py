"""A store of an environment, with what is kept of it and what that misses."""

from dataclasses import dataclass, field

from config.settings import RecoverySettings

NONE = "-"


@dataclass(kw_only=True)
class Store:
    """One store, as texts for people, and the two figures that the targets are about."""

    name: str
    rpo_minutes: float | None
    """Minutes of writes that a loss may cost. None: there is no backup, or none is promised."""
    kept: str
    """How long, and by what."""
    elsewhere: str = NONE
    """The copy in the recovery region."""
    locked: str = NONE
    """What keeps a backup from being deleted."""
    tested: str = NONE
    """When restoring was last tried, or is planned."""
    now: str = NONE
    """What AWS says, if it was asked."""
    holds_data: bool = True
    """False for a store that keeps nothing that is not elsewhere, so no target applies to it."""
    misses: list[str] = field(default_factory=list)

    def judge(self, targets: RecoverySettings) -> None:
        """Adds what the store's backups miss."""
        if not self.holds_data:
            return
        if self.rpo_minutes is None:
            self.misses.append("has no backup")
        elif self.rpo_minutes > targets.rpo_minutes:
            lost = f"loses up to {self.rpo_minutes:,.0f} minutes"
            self.misses.append(f"{lost}, and the target is {targets.rpo_minutes}")
