"""Every fault against every activity on every database: `make matrix`."""
