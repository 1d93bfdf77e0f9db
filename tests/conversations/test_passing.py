"""A question without an answer is passed on as it is shown, and answered once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
import yaml

from conversations.curated import AnswerPassed, PassedQuestion, PassOn, UnansweredQuestion
from conversations.messages import Action, Event, Reply, Said, Say, Sender
from conversations.router import needs, step
from conversations.state import restore, save
from knowledge import markup
from knowledge.base import Knowledge
from knowledge.models.language import LANGUAGES, Language
from tests.conversations.scripts import Scripted, Talk, answered, unsure

ASKED = "Pak Budi 3374012345678901, budi@kota.go.id, 0812-3456-7890: cara sewa pesawat?"
MASKED = "Pak Budi …, … …: cara sewa pesawat?"
PASS_ON = "Minta dijawab, kabari saya"
WAITS = PassedQuestion("Ab3_x-9f", MASKED, ("need-water",), "en")


@dataclass
class Asking(Talk):
    """A talk of a bot that has curators. waits: how many questions of the person wait."""

    curators: bool = True
    waits: int = 0

    def does(self, action: Action, sender: Sender | None = None) -> Talk:
        event = Event(action, sender or self.sender, self.in_group, curators=self.curators)
        event = replace(event, waits=self.waits, token="Ab3_x-9fQwErTy")
        state, self.replies = step(self.state, event, self.knowledge)
        self.state = replace(restore(save(state)), language=state.language)
        assert self.state == state
        return self


@pytest.fixture
def talk(knowledge: Knowledge) -> Asking:
    return Asking(Scripted(knowledge.content, matches={"dari mana": answered("where-to-start")}))


def passed(talk: Talk) -> list[PassOn]:
    return [reply for reply in talk.replies if isinstance(reply, PassOn)]


def test_exactly_what_is_shown_is_passed_on_once_it_is_confirmed(talk: Asking) -> None:
    assert PASS_ON in talk.does(Said(ASKED)).labels
    talk.taps(PASS_ON)
    assert f"<blockquote>{MASKED}</blockquote>" in talk.text
    assert passed(talk) == []
    (on,) = passed(talk.taps("Ya, teruskan"))
    assert on.passed == PassedQuestion("Ab3_x-9f", MASKED, ("where-to-start",), "id")
    assert f"#Ab3_x-9f\n\n<blockquote>{MASKED}</blockquote>" in on.posted
    assert "(where-to-start)" in on.posted
    assert not [secret for secret in ("Rina", "3374", "kota.go.id", "0812") if secret in on.posted]
    assert talk.state.open_question is None


def test_what_another_page_showed_is_not_passed_on_in_its_place(talk: Asking) -> None:
    talk.does(Said("cara sewa pesawat?")).taps(PASS_ON)
    confirms = talk.button("Ya, teruskan")
    talk.does(Said("gaji saya berapa?")).does(confirms)
    assert passed(talk) == []
    assert talk.toast == talk.knowledge.edition("id").toast("old-button")


def test_who_thinks_again_passes_nothing_on(talk: Asking) -> None:
    talk.does(Said(ASKED)).taps(PASS_ON)
    confirms = talk.button("Ya, teruskan")
    talk.taps("Tidak jadi")
    assert passed(talk) == []
    assert passed(talk.does(replace(confirms, message="2"))) == []


def test_no_more_than_three_questions_of_one_person_wait(talk: Asking) -> None:
    talk.waits = 3
    talk.does(Said(ASKED)).taps(PASS_ON).taps("Ya, teruskan")
    assert passed(talk) == []
    assert talk.toast == talk.knowledge.edition("id").toast("pass-enough")


@pytest.mark.parametrize(
    ("said", "more"),
    [
        ("dari mana", {}),
        (ASKED, {"curators": False}),
        (f"@mulai {ASKED}", {"in_group": True}),
        ("0812 3456", {}),
    ],
    ids=["answered", "no curators", "in a group", "nothing but numbers"],
)
def test_nothing_else_is_offered_to_be_passed_on(
    talk: Asking, said: str, more: dict[str, bool]
) -> None:
    assert PASS_ON not in replace(talk, **more).does(Said(said)).labels  # type: ignore[arg-type]


def test_none_of_the_topics_offered_can_be_passed_on_too(knowledge: Knowledge) -> None:

    talk = Asking(Scripted(knowledge.content, matches={"pesawat": unsure("local-budget")}))
    talk.does(Said("pesawat")).taps("Bukan semuanya").taps(PASS_ON)
    assert "<blockquote>pesawat</blockquote>" in talk.text


def curator_replies(
    knowledge: Knowledge, text: str, waits: PassedQuestion | None = WAITS
) -> tuple[Reply, ...]:
    event = Event(Said(text), Sender("9", "Kurator", "id"), in_group=True, quiet=True)
    event = replace(event, curates=True, answers="Pertanyaan #Ab3_x-9f", passed=waits)
    assert needs(event) == {"passed"}
    return step(restore(None), event, knowledge)[1]


def test_a_reply_is_sent_with_its_authors_role_in_the_language_of_who_asked(
    knowledge: Knowledge,
) -> None:
    sent, told = curator_replies(knowledge, 'Lihat PP 1/2020, "pasal" <3>\nlalu tanya BPKAD.')
    assert isinstance(sent, AnswerPassed)
    assert sent.reference == WAITS.reference
    assert sent.told.startswith("You asked:")
    assert "A curator answers:" in sent.told
    assert "&lt;3&gt;\nlalu" in sent.told
    assert "Kurator" not in sent.told.replace("A curator", "")
    assert isinstance(told, Say)
    lines = markup.without_markup(told.text.partition("<pre>")[2].partition("</pre>")[0])
    assert yaml.safe_load(lines) == {
        "new-topic": {
            "answer": {"en": 'Lihat PP 1/2020, "pasal" <3>\nlalu tanya BPKAD.'},
            "ask": {"en": [MASKED]},
        }
    }


def test_a_reply_to_what_waits_no_more_is_sent_to_nobody(knowledge: Knowledge) -> None:
    (told,) = curator_replies(knowledge, "Begini.", waits=None)
    assert told == Say(knowledge.edition("id").say("passed-gone"))


def test_a_reply_that_fits_no_message_is_given_back(knowledge: Knowledge) -> None:
    (told,) = curator_replies(knowledge, "a" * 1201)
    assert isinstance(told, Say)
    assert "1200" in told.text
    longest = "😀" * 600 + '"' * 600
    for reply in curator_replies(knowledge, longest, replace(WAITS, question='"' * 500)):
        text = reply.text if isinstance(reply, Say) else ""
        text = reply.told if isinstance(reply, AnswerPassed) else text
        assert len(markup.without_markup(text).encode("utf-16-le")) // 2 <= 4096


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reference_stands_before_what_a_person_wrote(
    knowledge: Knowledge, language: Language
) -> None:
    """Else a question could carry another one's."""
    post = knowledge.edition(language).content.wording.messages["passed-question"].in_(language)
    assert post.index("{reference}") < post.index("{question}")


def test_the_curators_list_gets_the_question_whether_it_is_passed_on_or_not(
    talk: Asking,
) -> None:
    talk.does(Said(ASKED))
    assert UnansweredQuestion(MASKED, ("where-to-start",)) in talk.replies
