"""The program, pure: no Django, no network, no disk, no clock, no chance.

Everything that needs the outside (public suffixes, time zones, the moment, list contents) is passed in.
"""
