"""Whether everybody can use the pages: what is looked at in a browser on every page of the table of permissions."""
