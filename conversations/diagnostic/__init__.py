"""The diagnostic: its state, its steps and its screens."""
