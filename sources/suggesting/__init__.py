"""What of a held text may be worth a statement: suggestions for editors, never facts."""
