"""Who may see, ask, advise, decide and end. `check_x` raises Denied with a sentence, `may_x` answers."""
