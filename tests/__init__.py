"""Tests that cross rooms, and the cast that all tests know by name."""
