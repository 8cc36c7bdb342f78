"""A book of what people were told is done, kept outside the school, and the looking afterwards whether the school kept it."""
