"""Rulesets: a programme compiled for an engine, and the numbered deltas by which an engine follows it."""
