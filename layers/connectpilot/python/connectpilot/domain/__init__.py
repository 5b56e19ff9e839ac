"""What Connectpilot knows and decides: pure functions of facts and a clock."""
