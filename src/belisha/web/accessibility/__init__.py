"""The accessibility statement: what was tested of the pages, what was found, and whom to tell."""
