"""The page for curators: what was not answered well, and how a sentence is understood."""
