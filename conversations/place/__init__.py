"""A region's official figures, read and compared."""
