"""Hundreds of people for many minutes, in bad weather: `make soak`."""
