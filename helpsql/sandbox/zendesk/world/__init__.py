"""What the account holds: seeded records as functions of (seed, id), written ones laid over them."""
