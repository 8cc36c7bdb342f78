"""Template words for clauses."""
