"""Subjects on which the workload and the settings each have a word: what holds the one against the
other, and what follows from both. The models of the same subjects stand in `config/flags`,
`config/mail` and so on, which know neither file."""

__all__ = []
