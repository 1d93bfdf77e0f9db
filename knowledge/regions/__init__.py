"""Regions of Indonesia, found in what people write."""
