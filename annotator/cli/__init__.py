"""The command line: one file a verb, which prints and gives an exit code; all work is done by services."""

from typing import Final

VERBS: Final = (
    "new",
    "import",
    "export",
    "assign",
    "stats",
    "read",
    "suggest",
    "train",
    "agree",
    "diff",
    "report",
    "sample",
)
"""First words that are verbs; anything else is a project for the window."""
