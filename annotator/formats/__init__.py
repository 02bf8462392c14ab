"""Exchange formats, a module each, behind one small protocol."""
