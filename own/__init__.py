"""The team's own folder. The README.md in it says what goes where."""
