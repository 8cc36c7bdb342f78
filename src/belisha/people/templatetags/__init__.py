"""Filters for the sign-in pages."""
