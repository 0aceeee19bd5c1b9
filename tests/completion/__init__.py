"""Completion: text and cursor in, candidates out."""
