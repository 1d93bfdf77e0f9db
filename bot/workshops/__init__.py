"""Workshops at the edge: what is stored of them, who does what, and the boards people see."""
