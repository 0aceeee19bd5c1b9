"""The seeded account: every row a function of (seed, what it is, which one)."""
