"""Connectpilot: event-driven automation for Amazon MSK Connect."""
