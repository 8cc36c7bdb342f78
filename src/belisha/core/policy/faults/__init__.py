"""The faults of meaning, one file for each part of a policy: words, roles, forms, chains, harm, contents, scopes."""
