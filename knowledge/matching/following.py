"""What a message asks right after a topic was shown.

It stays with that topic unless it names another: "gurunya siapa" after digital literacy asks who
teaches that, and "terus lampu jalan?" is about something else.
"""

from __future__ import annotations

from dataclasses import replace

from knowledge.matching.courtesies import COURTESIES, OF_THE_BOT, Courtesies
from knowledge.matching.leaning import FollowupReader
from knowledge.matching.lessons import Lessons
from knowledge.matching.naming import Naming
from knowledge.matching.weighed import Weighed
from knowledge.text import Word

# What the first topic must reach to be named: by itself, and as a neighbour of the one shown.
# Chosen on 190 labelled follow-ups: of those below, four of five stay with their topic.
NAMED_FROM, NEAR_FROM = 0.6, 0.08
# The same where nothing in the message speaks for the topic shown (less than HARDLY), in a message
# of at least OWN_WORDS words.
FAR_FROM, HARDLY, OWN_WORDS = 0.2, 0.01, 4
# How much likelier the neighbours of the topic shown are than by themselves.
NEAR_ODDS = 12.0
# From so much on nothing that was shown before changes what a message is about.
SURE = 0.7
# How often a message without a subject asks for what its cue says; how often one that names no
# other topic stays: enough to offer the topic first, not to answer.
LED, STAYS = 0.88, 0.5
# What is too long, too like messages out of scope, or too surely about nothing to lean.
MOST_LEANING_WORDS = 9
# The same without any word for what can be asked of any topic: longer ones have their own subject.
MOST_UNCUED_WORDS = 5
MOST_FOREIGN = 0.35
MOST_NONE = 0.985
# So many words stay with the topic even so: "klausul kontrak yg aman".
LEAST_WORDS = 3


class Following:
    """Weighs messages in the light of the topic before them."""

    def __init__(
        self, lessons: Lessons, leaning: FollowupReader, courtesies: Courtesies, naming: Naming
    ) -> None:
        self._leaning, self._courtesies, self._naming = leaning, courtesies, naming
        names = lessons.topics
        self._related = {
            names[i]: frozenset(names[j] for j in near) for i, near in enumerate(lessons.related)
        }
        self._broad = frozenset(lessons.followups.broad)

    def weigh(self, read: tuple[Word, ...], found: Weighed, previous: str) -> Weighed:
        """What is likely after a topic was shown; greetings and thanks are never follow-ups.

        found: what the message is about by itself.
        """
        left = self._courtesies.without(read)
        first = found.first
        # "go on" is short like a greeting, and holds no polite word: it follows up.
        polite = first.topic in COURTESIES and first.probability >= SURE and len(left) < len(read)
        if polite or not left or previous in COURTESIES:
            return found
        if asked := self._leaning.leads_to(left, previous):
            topic, part = asked
            if first.topic == topic and first.probability >= SURE:
                # Asked outright, whatever was shown before: its summary is wanted.
                return replace(found, follows=True)
            return found.led(topic, LED, part)
        if found.words > MOST_LEANING_WORDS or found.foreign >= MOST_FOREIGN:
            return found
        if self._names_another(left, found, previous):
            return self._nearer(found, previous)
        if first.topic == previous and first.probability >= STAYS:
            return found
        asked = self._leaning.may_lead_to(left, previous)
        if found.none >= MOST_NONE and not self._leaning.asks(left) and len(left) < LEAST_WORDS:
            return found
        if not asked and found.words > MOST_UNCUED_WORDS and first.probability >= NEAR_FROM:
            return found
        topic, part = asked or (previous, "more")
        return found.led(topic, STAYS, "more" if part == "nothing" else part)

    def corrected(self, read: tuple[Word, ...], found: Weighed, previous: str) -> Weighed:
        """What is likely after "no, I meant ...": not the topic shown, or another part of it."""
        asked = self._leaning.leads_to(self._courtesies.without(read), previous)
        if asked:
            return found.led(asked[0], LED, asked[1])
        # "Bukan itu, maksud saya sedot tinja" after toilets means them in another way.
        if found.first.topic == previous and found.first.probability >= NAMED_FROM:
            return found
        return found.without(previous)

    def _names_another(self, read: tuple[Word, ...], found: Weighed, previous: str) -> bool:
        """Whether a message names a topic of its own.

        What can be asked of any topic, such as its cost, is the cost of the one shown before.
        """
        first = found.first
        if first.topic == previous or (first.topic in OF_THE_BOT) > (previous in OF_THE_BOT):
            return False
        if first.topic in self._leaning.general and previous not in self._broad:
            return self._leaning.is_of_the_whole(read)
        if first.topic in self._related[previous] and first.probability >= NAMED_FROM:
            return True
        least = NEAR_FROM if first.topic in self._related[previous] else NAMED_FROM
        kept = sum(each.probability for each in found.ranked if each.topic == previous)
        if kept < HARDLY and len(read) >= OWN_WORDS:
            least = min(least, FAR_FROM)
        return first.probability >= least and self._naming.names(read, first.topic)

    def _nearer(self, found: Weighed, previous: str) -> Weighed:
        """The same where the first topic is a neighbour of the one shown: it is likelier then."""
        first = found.first
        if first.topic not in self._related[previous]:
            return found
        odds = first.probability * NEAR_ODDS
        nearer = found.led(first.topic, odds / (odds + 1 - first.probability))
        return replace(nearer, follows=False)
