"""The directory: services with their kinds and domains, help that is never closed, and later operators and helplines.

Facts with their source and the day they were checked, kept as data files; the same for every school.
"""
