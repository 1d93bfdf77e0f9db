"""Workshops: a room full of people answers one diagnostic together.

`state` is what is remembered, `ballot` takes the taps of participants (each stored by itself),
`step` takes the controls of those who lead; `pages`, `panel` and `slides` show where the workshop
stands, and `result` and `minutes` say what came of it.
"""
