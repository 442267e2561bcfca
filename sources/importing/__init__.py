"""Bringing documents in: a file's bytes become a held text, unaltered, and its parts."""
