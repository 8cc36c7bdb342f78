"""Fetching, tried against real servers on this machine's own addresses."""
