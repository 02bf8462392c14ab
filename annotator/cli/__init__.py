"""The command line, one file a verb: prints and exit codes only."""
