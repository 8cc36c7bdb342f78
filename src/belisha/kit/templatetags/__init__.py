"""Template words for times."""
