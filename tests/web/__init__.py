"""The roof's own pages: the frame with its doors, and what is said when something cannot be shown."""
