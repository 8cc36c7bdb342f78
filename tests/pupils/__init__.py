"""What pupils read, measured as they read it."""
