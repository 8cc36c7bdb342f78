"""The pages of filtering: the door, requests; openings and lists."""
