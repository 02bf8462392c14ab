"""The panes around the article."""
