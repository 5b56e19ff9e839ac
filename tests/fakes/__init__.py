"""In-memory doubles of the ports, shared by tests."""
