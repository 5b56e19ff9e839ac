"""One callable per thing that can be asked of Connectpilot; each takes its ports by keyword."""
