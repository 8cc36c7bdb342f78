"""A school's roster out of a table: which column means what, what each row says, and what each row would do to the people there are."""
