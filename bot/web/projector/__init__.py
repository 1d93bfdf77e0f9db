"""The projector page of a workshop: read-only, live, large enough for the last row of a hall."""
