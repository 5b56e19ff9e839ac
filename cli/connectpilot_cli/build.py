"""connectpilot build: a recipe built and inspected on this machine."""
