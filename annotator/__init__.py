"""A desktop tool for annotating Chinese policy-news articles by hand."""

__version__ = "0.1.0"
