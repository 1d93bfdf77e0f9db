"""What may be done with the result of a diagnostic."""
