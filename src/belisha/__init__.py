"""Belisha: a school's online-safety policy, running. The signed document is the only source of what the school's software does."""
