"""Changes through the door: what is desired, what differs, the plan, health and status."""
