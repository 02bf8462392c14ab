"""The article view: text, spans, keys."""
