"""Care for what runs: diagnosis, remedies, adjustments, incidents and what the sweep looks for."""
