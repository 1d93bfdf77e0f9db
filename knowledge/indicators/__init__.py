"""Official figures of the regions, and of what kind each region is."""
