"""What the machine can say about a text: words, natural bounds, and later whole suggestions."""
