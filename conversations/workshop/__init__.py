"""Workshops: a room full of people answers one diagnostic together.

`session` takes one step: what somebody asks, and what comes of it, as `events`. `ballot` takes the
taps of participants (each stored by itself), `steering` the actions of those who lead (`controls`
says what each does), `opening` opens a lobby. `state` is what is remembered. `pages`, `panel` and
`slides` show where the workshop stands; `result` and `minutes` say what came of it.
"""
