"""The result of a drill for one store: what was lost, what came back, and how long it took."""

from dataclasses import dataclass

from config.settings import RecoverySettings


@dataclass(frozen=True, kw_only=True)
class Check:
    """A comparison of what came back with what there was."""

    said: str
    """The statement, such as `100,000 rows have the checksum that they had`."""
    holds: bool


@dataclass(frozen=True, kw_only=True)
class Recovered:
    """The recovery of one store in a drill."""

    store: str
    """The store by its name, such as `database` or `bucket uploads`."""
    lost: str
    """The data that was lost on purpose, as text."""
    restored: str
    """The backup from which it came back, as text."""
    rpo_seconds: float
    """Time from the newest write that came back to the loss: what was written in it is gone."""
    rto_seconds: float
    """Time from the loss to the end of the last check."""
    checks: tuple[Check, ...]

    def problems(self, targets: RecoverySettings) -> list[str]:
        """Returns the checks that do not hold, and the targets that were missed."""
        found = [f"{self.store}: not so: {each.said}" for each in self.checks if not each.holds]
        if not self.checks:
            found.append(f"{self.store}: nothing was checked")
        for name, seconds, minutes in (
            ("RPO", self.rpo_seconds, targets.rpo_minutes),
            ("RTO", self.rto_seconds, targets.rto_minutes),
        ):
            if seconds > minutes * 60:
                took = f"{name} was {seconds / 60:,.1f} minutes"
                found.append(f"{self.store}: {took}, and the target is {minutes}")
        return found
