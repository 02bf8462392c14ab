"""From a file to its source text, and from there to a reading text."""
