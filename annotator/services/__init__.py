"""Use cases, the same for window and command line; the only place that combines the parts below. No Qt."""
