"""What the program is about, in values: articles, texts, spans, labels, changes. Standard library only."""
