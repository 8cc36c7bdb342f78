"""A policy as text: read it, check it, write it back, and say where it is faulty. See docs/reference/language.md."""
