"""Inputs of any shape, for the tests that nothing gets through to where it does harm."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from conversations.messages import ANYBODY, Chose, Commanded, Said, Started

# The same inputs in every run: a failure elsewhere is a failure here.
bounded = settings(
    derandomize=True,
    max_examples=300,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],  # what is found is small enough, and time is not
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

# Direction marks, joiners, blanks that take no room, marks upon marks, markup of every sink.
AWKWARD = [
    "\u202eabc\u202c",
    "\u2066x\u2069\u200f",
    "a\u200b\u200d\ufeffb",
    "\0",
    "\x1b[31m",
    "\ud800",
    "e" + "\u0301" * 50,
    "😀" * 2048,
    "👨‍👩‍👧‍👦" * 100,
    "<b>x</i>&amp;&lt;<script>",
    '#panic() $x$ [*b*] @ref "q" // /*',
    "'; DROP TABLE inbox; --",
    "../../etc/passwd",
    "(a+)+$",
    "{name} {0} %s ${x}",
    "x" * 4096,
    "\n" * 4096,
]
texts = st.one_of(st.sampled_from(AWKWARD), st.text(max_size=200), st.text(AWKWARD[0], max_size=40))

_numbers = st.one_of(st.integers(-(2**70), 2**70), st.floats(), st.booleans(), st.none())
jsons: st.SearchStrategy[Any] = st.recursive(
    st.one_of(_numbers, texts),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)

_ids = st.one_of(st.just(7), st.integers(-(2**52), 2**52), jsons)
_people = st.one_of(
    st.fixed_dictionaries(
        {"id": _ids, "is_bot": st.booleans(), "first_name": texts},
        optional={"language_code": texts, "username": texts},
    ),
    jsons,
)
_kinds = st.sampled_from(["private", "group", "supergroup", "channel", "", "other"])
_chats = st.one_of(st.fixed_dictionaries({"id": _ids, "type": _kinds}), jsons)
_entities = st.one_of(
    st.lists(
        st.fixed_dictionaries(
            {
                "type": st.sampled_from(["bot_command", "mention", "url", "other"]),
                "offset": st.integers(-3, 5000),
                "length": st.integers(-3, 5000),
            }
        ),
        max_size=3,
    ),
    jsons,
)
_messages = st.fixed_dictionaries(
    {"message_id": st.integers(1, 9), "date": st.integers(0, 2**31), "chat": _chats},
    optional={
        "from": _people,
        "text": texts,
        "entities": _entities,
        "sender_chat": _chats,
        "message_thread_id": jsons,
        "reply_to_message": jsons,
        "new_chat_members": st.lists(_people, max_size=2),
        "left_chat_member": _people,
        "migrate_to_chat_id": _ids,
        "photo": jsons,
        "poll": jsons,
    },
)
datas = st.one_of(
    texts,
    st.lists(texts, min_size=5, max_size=5).map("|".join),
    st.tuples(
        st.sampled_from(["0", "1", "2"]),
        st.sampled_from(["", "7", "8"]),
        st.sampled_from(["ask", "menu", "diagnose", "result", "privacy", "language", "workshop"]),
        st.one_of(st.sampled_from(["more", "+answer", "-", "vote", "take", "forget-yes"]), texts),
        st.one_of(st.sampled_from(["where-to-start", "food", "0"]), texts),
    ).map("|".join),
)
_taps = st.fixed_dictionaries(
    {"id": texts, "from": _people, "chat_instance": texts},
    optional={"message": st.one_of(_messages, jsons), "data": st.one_of(datas, jsons)},
)
_memberships = st.fixed_dictionaries(
    {
        "chat": _chats,
        "from": _people,
        "date": st.integers(0, 2**31),
        "old_chat_member": jsons,
        "new_chat_member": jsons,
    }
)
# What an update holds besides its id: near to Telegram's shapes, or far from them.
updates: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.fixed_dictionaries({"message": _messages}),
    st.fixed_dictionaries({"callback_query": _taps}),
    st.fixed_dictionaries({"my_chat_member": _memberships}),
    st.fixed_dictionaries({"edited_message": _messages}),
    st.dictionaries(st.sampled_from(["message", "callback_query", "poll", "x"]), jsons, max_size=3),
)

actions = st.one_of(
    st.builds(Said, texts),
    st.builds(Started, texts),
    st.builds(
        Commanded,
        st.one_of(st.sampled_from(["ask", "diagnose", "language", "privacy", "quiet"]), texts),
        texts,
        texts,
    ),
    st.builds(
        Chose,
        st.one_of(st.sampled_from(["ask", "menu", "diagnose", "result", "privacy"]), texts),
        st.one_of(st.sampled_from(["more", "+more", "none", "start", "food", "family"]), texts),
        st.one_of(st.sampled_from(["where-to-start", "2", "starting"]), texts),
        st.sampled_from([ANYBODY, "7", "8"]),
        st.just("1"),
    ),
)
