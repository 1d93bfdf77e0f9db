"""Nobody's vote can be worked out of what a reveal shows, by whoever knows one vote: the own one.

Small rooms are searched whole. People of one agency are interchangeable, in what they know and in
what is counted, so a room is told by how many of each agency voted what.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, combinations_with_replacement, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.workshop import secrecy
from conversations.workshop.questions import workshop_options
from conversations.workshop.secrecy import SMALLEST_AGENCY, SMALLEST_ROOM, agencies_to_show
from conversations.workshop.state import restore_workshop
from conversations.workshop.tally import AgencyStep, Tally, count
from knowledge.base import Knowledge
from knowledge.models.questions import UNKNOWN
from tests.conversations.halls import Hall, longest_guide, open_hall, published

pytestmark = pytest.mark.slow

ALL = workshop_options("water")
# What each agency voted, as one tuple of options for each; the last one may be of no agency.
World = tuple[tuple[str, ...], ...]
Publish = Callable[[World], Any]


def tally_of(world: World) -> Tally:
    """What is counted of a room; whoever stands in "" named no agency."""
    votes, agencies = {}, {}
    for place, given_ in enumerate(world):
        for i, option in enumerate(given_):
            votes[f"{place}.{i}"] = option
            agencies[f"{place}.{i}"] = f"agency {place}"
    return count("water", votes, agencies)


def as_shown(world: World) -> Any:
    """All that board, projector, private pages and minutes are made of after a reveal."""
    tally = tally_of(world)
    return tally.counts, tally.by_agency


def with_every_agency_of(smallest: int) -> Publish:
    """A rule that looks only at how many voted: what was wrong before, with another number."""

    def publish(world: World) -> Any:
        shown = (
            tally_of((given_,) if given_ else ()) for given_ in world if len(given_) >= smallest
        )
        return tally_of(world).counts, tuple((each.voters, each.middle[:1]) for each in shown)

    return publish


def worked_out(sizes: Sequence[int], options: Sequence[str], publish: Publish) -> list[Any]:
    """Each case in which one vote, and what is shown, fix a vote that the totals do not.

    sizes: how many of each agency voted. Of each vote of everybody: which values could it have?
    """
    rooms = [tuple(combinations_with_replacement(options, size)) for size in sizes]
    # What is shown -> (where I stand, my vote) -> for each agency, what the others may have voted.
    possible: dict[Any, dict[tuple[int, str], list[set[str]]]] = defaultdict(dict)
    for world in product(*rooms):
        known = possible[publish(world)]
        supports = [Counter(given_) for given_ in world]
        for mine, support in enumerate(supports):
            for vote in support:
                others = known.setdefault((mine, vote), [set() for _ in sizes])
                for there, votes in enumerate(supports):
                    alone = there == mine and votes[vote] == 1
                    others[there] |= votes.keys() - ({vote} if alone else set())
    return [
        (shown, who, there)
        for shown, known in possible.items()
        for who, others in known.items()
        for there, values in enumerate(others)
        if len(values) == 1 and not told_by_totals(shown[0], who[1])
    ]


def worked_out_by_two(sizes: Sequence[int], options: Sequence[str], publish: Publish) -> bool:
    """Whether two people of the first agency who tell each other their votes find somebody's."""
    rooms = [tuple(combinations_with_replacement(options, size)) for size in sizes]
    possible: dict[Any, list[set[str]]] = defaultdict(lambda: [set() for _ in sizes])
    for world in product(*rooms):
        for pair in set(combinations(world[0], 2)):
            rest = Counter(world[0]) - Counter(pair)
            for there, votes in enumerate([rest, *map(Counter, world[1:])]):
                possible[publish(world), pair][there] |= votes.keys()
    return any(
        len(values) == 1
        for (shown, pair), others in possible.items()
        for values in others
        if values and not told_by_two(shown[0], pair)
    )


def told_by_two(counts: Sequence[tuple[str, int]], pair: tuple[str, str]) -> bool:
    return len([option for option, votes in counts if votes > pair.count(option)]) == 1


def told_by_totals(counts: Sequence[tuple[str, int]], own: str) -> bool:
    """Whether all others voted the same, so that the totals alone tell it."""
    return len([option for option, votes in counts if votes - (option == own)]) == 1


SEARCHED: list[tuple[tuple[int, ...], tuple[str, ...]]] = [
    *((sizes, ALL) for sizes in [(3,), (1, 2), (5, 1), (5, 2), (5, 3), (3, 3, 1), (5, 4), (5, 5)]),
    ((6, 5), ("0", "1", "3", UNKNOWN)),
    ((7, 4), ("0", "1", "2", UNKNOWN)),
    ((7, 7), ("0", "2", "3")),
    ((5, 3, 1), ("0", "1", "2", "3")),
    ((5, 5, 1), ("0", "1", "3", UNKNOWN)),
    ((6, 6, 1), ("0", "2", "3")),
    ((5, 5, 5), ("0", "3", UNKNOWN)),
    ((6, 5, 5), ("0", "1", "3")),
    ((8, 7, 2), ("0", "1", UNKNOWN)),
    ((5, 5, 5, 5), ("0", "3")),
]


@pytest.mark.parametrize(("sizes", "options"), SEARCHED)
def test_nobodys_vote_can_be_worked_out_of_a_reveal_and_one_known_vote(
    sizes: tuple[int, ...], options: tuple[str, ...]
) -> None:
    assert worked_out(sizes, options, as_shown) == []


def test_rooms_that_are_searched_show_agencies() -> None:
    shown = Counter(
        len(tally_of(world).by_agency)
        for world in product(combinations_with_replacement(ALL, 5), repeat=2)
    )
    assert shown[2] > 2000


@pytest.mark.parametrize(
    ("limit", "number", "sizes"), [("SMALLEST_AGENCY", 4, (4, 4)), ("SPARE", 1, (5, 4))]
)
def test_the_search_finds_votes_where_the_rule_is_looser_by_one(
    monkeypatch: pytest.MonkeyPatch, limit: str, number: int, sizes: tuple[int, ...]
) -> None:
    monkeypatch.setattr(secrecy, limit, number)
    assert worked_out(sizes, ALL, as_shown)


def test_the_search_finds_what_a_smallest_number_alone_gives_away() -> None:
    assert worked_out((3, 4), ("0", "3"), with_every_agency_of(3))
    found = worked_out((5, 5), ("0", "3"), with_every_agency_of(5))
    # Three of ten say 0, and one agency's middle is 0: it has all three, the other one none.
    assert any(dict(shown[0])["0"] == 3 for shown, _, _ in found)


def test_the_search_finds_what_hiding_by_votes_gives_away() -> None:
    """Hidden where an agency is of one mind: then that it is hidden tells that it is."""

    def publish(world: World) -> Any:
        tally = tally_of(world)
        of_one_mind = any(max(Counter(given_).values()) >= len(given_) - 1 for given_ in world)
        return tally.counts, of_one_mind

    assert worked_out((4, 5), ("0", "1", "2", "3"), publish)


def test_the_rule_is_for_one_who_knows_one_vote_two_together_may_find_more() -> None:
    """k = 1 is what holds; the help says so and nobody is promised more."""
    assert worked_out_by_two((5, 5), ("0", "1", "3"), as_shown)


def test_of_two_voters_one_knows_the_other_so_nothing_is_revealed(knowledge: Knowledge) -> None:
    assert told_by_totals(count("water", {"1": "0", "2": "3"}).counts, "0")
    hall = open_hall(longest_guide(knowledge.content.workshop)).control("start")
    assert hall.vote_all("03").control("reveal").refused == hall.guide.toast("too-few")
    assert SMALLEST_ROOM == 3


def agencies_in(**groups: str) -> dict[str, tuple[int, str]]:
    """The agencies shown, from agency -> votes; "none" named no agency."""
    votes, agencies = {}, {}
    for agency, signs in groups.items():
        for i, sign in enumerate(signs):
            votes[f"{agency}{i}"] = UNKNOWN if sign == "u" else sign
            if agency != "none":
                agencies[f"{agency}{i}"] = agency
    shown = count("water", votes, agencies).by_agency
    return {group.agency: (group.voters, group.median) for group in shown}


def test_agencies_stand_side_by_side_from_five_voters_on() -> None:
    assert agencies_in(pupr="00011", dlh="22233") == {"dlh": (5, "2"), "pupr": (5, "0")}
    assert agencies_in(pupr="00011", dlh="2233", none="012") == {"pupr": (5, "0")}


def test_what_is_left_over_has_no_middle() -> None:
    assert agencies_in(pupr="000112", dlh="22333", dinkes="12", none="33") == {
        "pupr": (6, "0"),
        "dlh": (5, "3"),
    }


def test_the_more_a_room_is_of_one_mind_the_fewer_agencies_are_shown() -> None:
    groups = {"pupr": "0011223", "dlh": "001122", "none": "0123"}
    assert list(agencies_in(**groups)) == ["pupr", "dlh"]
    groups["none"] = "0000"
    assert list(agencies_in(**groups)) == ["pupr"]
    groups["pupr"] = "0000003"
    assert agencies_in(**groups) == {}


def test_an_agency_that_is_the_whole_room_is_not_shown() -> None:
    assert agencies_in(pupr="00112233") == {}


def test_an_agency_of_which_more_do_not_know_says_so() -> None:
    assert agencies_in(pupr="uuuu0", dlh="01122", none="33312")["pupr"] == (5, UNKNOWN)
    assert agencies_in(pupr="uu013", dlh="01122", none="33312")["pupr"] == (5, "1")


SIZES = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 30))
STEPS = st.dictionaries(st.sampled_from("0123"), st.integers(0, 60))


@given(SIZES, STEPS, st.integers(0, 20))
def test_only_agencies_of_five_are_shown_and_the_largest_first(
    sizes: Mapping[str, int], steps: Mapping[str, int], more: int
) -> None:
    shown = agencies_to_show(steps, sizes, sum(sizes.values()) + more)
    numbers = [sizes[agency] for agency in shown]
    assert all(number >= SMALLEST_AGENCY for number in numbers)
    assert numbers == sorted(numbers, reverse=True)
    left_out = [size for agency, size in sizes.items() if agency not in shown]
    assert all(size <= min(numbers) or size < SMALLEST_AGENCY for size in left_out if numbers)


# --- Between rounds -------------------------------------------------------------------------------


@pytest.fixture
def voting(knowledge: Knowledge) -> Hall:
    hall = open_hall(longest_guide(knowledge.content.workshop))
    for voter, agency in enumerate(["pupr"] * 5 + ["dlh"] * 5):
        hall.join(str(voter), agency)
    return hall.control("start")


def rounds_of(hall: Hall) -> list[tuple[AgencyStep, ...]]:
    return [tally.by_agency for tally in hall.workshop.asked[0].counting]


def test_agencies_are_shown_in_the_first_round_of_a_question_only(voting: Hall) -> None:
    voting.vote_all("0001122333").control("reveal").control("revote")
    voting.vote_all("0001122333").control("reveal")
    first, second = rounds_of(voting)
    assert [group.agency for group in first] == ["dlh", "pupr"]
    assert second == ()
    voting.control("finish-yes")
    shown = published(voting).questions[0].rounds
    assert [len(each.agencies) for each in shown] == [2, 0]


def test_a_round_revealed_by_accident_counts_as_the_one_that_showed_agencies(
    voting: Hall,
) -> None:
    voting.vote_all("0001122333").control("reveal").control("oops")
    voting.vote_all("0001122333").control("reveal")
    assert rounds_of(voting) == [()]


def test_a_spoilt_round_stands_nowhere_any_more(voting: Hall) -> None:
    voting.vote_all("0001122333").control("reveal")
    spoilt = voting.board.text
    voting.control("oops")
    # The board that showed it is overwritten, here and in the private chats.
    assert not voting.moved
    assert voting.guide.say("retaken") in voting.board.text
    assert "█" not in voting.board.text
    assert "_counts" not in str(voting.workshop)
    assert voting.workshop.asked[0].rounds[0].tally is None
    voting.vote_all("2222222222").control("reveal")
    assert voting.guide.say("revealed", round=1, voters=10) in voting.board.text
    assert voting.board.text != spoilt
    voting.control("accept").control("finish-yes")
    (shown,) = published(voting).questions[0].rounds
    assert [votes for _, votes in shown.counts] == [0, 0, 10, 0, 0]
    assert shown.heading == voting.guide.plain("round", number=1)


# As the version before saved it: a spoilt round with its votes, agencies by the rule of before.
SAVED = (
    '1{"id":"w1234567","secret":"s3cret","language":"id","topic":"Air","region":"Kota Uji",'
    '"facilitator":{"id":"900","name":"Rina"},"opened_at":1800000000,"led_at":1800000030,'
    '"asked":[{"question":"food","rounds":['
    '{"tally":{"question":"food","counts":[["0",3],["1",0],["2",0],["3",3],["unknown",0]],'
    '"agencies":[{"agency":"pupr","voters":3,"median":"0"},'
    '{"agency":"others","voters":3,"median":"3"}]},"early":true},'
    '{"tally":{"question":"food","counts":[["0",4],["1",0],["2",0],["3",3],["unknown",0]],'
    '"agencies":[{"agency":"pupr","voters":4,"median":"0"},'
    '{"agency":"others","voters":3,"median":"3"}]}}],"accepted":"0"},{"question":"water"}],'
    '"phase":"finished","question":"food","finished_at":1800000099,'
    '"attendance":[["pupr",4],["",3]]}'
)


def test_what_the_version_before_saved_is_read_without_what_it_gave_away(
    knowledge: Knowledge,
) -> None:
    workshop = restore_workshop(SAVED)
    assert workshop is not None
    hall = Hall(longest_guide(knowledge.content.workshop), workshop)
    (shown,) = published(hall.control("minutes")).questions[0].rounds
    assert [votes for _, votes in shown.counts] == [4, 0, 0, 3, 0]
    assert shown.agencies == ()
    assert hall.board.text


def every_size(most: int) -> Iterator[tuple[int, ...]]:
    return (sizes for sizes in product(range(1, most), repeat=2) if sum(sizes) <= most)


def test_rooms_of_up_to_eight_are_searched_whole() -> None:
    """Every way to divide a room between two agencies, with every vote of everybody."""
    for sizes in every_size(8):
        if sum(sizes) >= SMALLEST_ROOM:
            assert worked_out(sizes, ALL, as_shown) == []
