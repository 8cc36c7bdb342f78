"""What every room needs and no school has a word for: the clock, who may, one transaction, the outbox, moves of a state."""
