"""The command line: text in, rows out. Knows nothing of HTTP; asks the engine."""
