"""Windows that open on top."""
