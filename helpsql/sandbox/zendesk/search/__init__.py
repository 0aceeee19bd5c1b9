"""Search: the query language, what its keywords mean, the three endpoints that take a query."""
