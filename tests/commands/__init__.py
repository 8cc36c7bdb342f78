"""The command line, as it is typed: real processes, real exit codes."""
