"""The data of one account: made from the seed when asked for, changed by writes."""
