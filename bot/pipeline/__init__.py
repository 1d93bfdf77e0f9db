"""The way of an update: taken in, handled in order, its replies delivered."""
