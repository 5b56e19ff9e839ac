"""The command line: connectpilot."""
