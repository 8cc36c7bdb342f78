"""The first run: from an empty folder to a school whose first people have their invitations, step by step in the browser.

Each step is an action of its own room; what is done is read from what stands, so that a step is left and resumed without a memory.
"""
