"""Fetching a text from an address of the web: one request, checked addresses, and an end to size, time and redirects.

Whoever may type an address into a page could otherwise make this server ask the school's own machines. So a name is resolved
once, each address is checked, and the connection is made to a checked address and to no other.
"""
