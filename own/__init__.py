"""The team's own folder; README.md in it says what goes where."""
