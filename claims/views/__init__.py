"""The public pages: one module a subject, each address with its JSON twin beside it."""
