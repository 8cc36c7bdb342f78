"""The outside: engines and services Belisha drives. Each knows core and one thing; never Django; the clock is passed in."""
