"""Tests of the adapters that are one file."""
