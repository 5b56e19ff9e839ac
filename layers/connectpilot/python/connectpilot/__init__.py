"""Connectpilot: event-driven automation for Amazon MSK Connect."""

VERSION = "0.1.0"
"""As in pyproject.toml: what bills of materials and provenance name as the tool."""
