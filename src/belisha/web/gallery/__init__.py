"""The gallery: every component of the pages, in every state, on one page for staff and governors."""
