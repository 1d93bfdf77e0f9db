"""What the admins of a group and the operators decide: silence in groups, content read again."""

from __future__ import annotations

from conversations.keeping import SetGroupQuiet
from conversations.messages import (
    Event,
    Reply,
    Say,
)
from knowledge.edition import Edition

# Most faults of refused content listed in a message to an operator. Chosen.
_FAULTS_TOLD = 10


def reload_told(event: Event, edition: Edition) -> Say:
    """Say how the reload of the content went; the edge has done it."""
    if not event.faults:
        return Say(edition.say("reloaded", topics=str(len(edition.content.topics))))
    listed = "\n".join(event.faults[:_FAULTS_TOLD])
    return Say(edition.say("reload-refused", count=str(len(event.faults)), faults=listed))


def decide_silence(quiet: bool, event: Event, edition: Edition) -> tuple[Reply, ...]:
    """What an admin decided for a group."""
    if not event.in_group:
        return (Say(edition.say("quiet-in-group")),)
    if not event.decides:
        return (Say(edition.say("quiet-not-admin")),)
    return SetGroupQuiet(quiet), Say(edition.say("quiet" if quiet else "talk"))
