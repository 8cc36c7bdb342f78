"""The roof: settings, addresses, wiring, the pages' frame, and the command line. It knows every room; no room knows it."""
