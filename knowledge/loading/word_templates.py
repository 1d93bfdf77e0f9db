"""An office's own Word documents, into which papers are written: read, and searched for names."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args

from knowledge.loading.documents import Fault
from knowledge.models.office_papers import Fact, OfficePaperId

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

# What an office names in a template. The paper goes where a paragraph says {content}.
NAMED: Final = re.compile(r"\{(\w+)\}")
CONTENT: Final = "content"
_FACTS: Final = frozenset(get_args(Fact))
_PAPERS: Final = get_args(OfficePaperId)
_FOLDER: Final = "templates"


def read_templates(local: Path | None) -> tuple[dict[str, bytes], list[Fault]]:
    """The templates of a local layer by the paper they are for, and what is wrong with them."""
    templates: dict[str, bytes] = {}
    faults: list[Fault] = []
    for path in sorted((local / _FOLDER).glob("*")) if local else ():
        shown = f"{path.parent.parent.name}/{_FOLDER}/{path.name}"
        if path.suffix != ".docx" or path.stem not in _PAPERS:
            names = ", ".join(f"{paper}.docx" for paper in _PAPERS)
            faults.append(_fault(shown, 1, "is a template of no paper", f"name it one of: {names}"))
            continue
        try:
            templates[path.stem] = path.read_bytes()
            found = list(_unfilled(open_template(templates[path.stem])))
        except Exception:  # noqa: BLE001 - whatever a broken file raises, it is one thing: broken
            what = "cannot be opened as a Word document"
            faults.append(_fault(shown, 1, what, "save it as .docx again"))
            continue
        for where, line, name in found:
            what = f"paragraph {line} of the {where} names {{{name}}}, which nothing fills in"
            allowed = ", ".join(f"{{{fact}}}" for fact in (CONTENT, *sorted(_FACTS)))
            faults.append(_fault(shown, line, what, f"write one of {allowed}"))
    return templates, faults


def open_template(content: bytes) -> Document:
    """A Word document from its bytes. Raises various errors where they are none."""
    import docx  # imported here, because few installs have templates, and few people want papers

    return docx.Document(io.BytesIO(content))


def places_in(document: Document) -> Iterator[tuple[str, int, Paragraph]]:
    """All paragraphs, those in tables too: of which part ("body", "header", "footer"), and which
    one of it, counted from 1.
    """
    numbers = {part: count(1) for part in ("body", "header", "footer")}
    for paragraph in _paragraphs(document.element.body, document):
        yield "body", next(numbers["body"]), paragraph
    for section in document.sections:
        for part, footing in (
            ("header", section.header),
            ("header", section.first_page_header),
            ("header", section.even_page_header),
            ("footer", section.footer),
            ("footer", section.first_page_footer),
            ("footer", section.even_page_footer),
        ):
            if not footing.is_linked_to_previous:
                for paragraph in _paragraphs(footing._element, footing):  # noqa: SLF001 - it has no other way to its tables
                    yield part, next(numbers[part]), paragraph


def _paragraphs(element: Iterable[object], parent: object) -> Iterator[Paragraph]:
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    for found in element.iter(qn("w:p")):  # type: ignore[attr-defined] # lxml says nothing of its types
        yield Paragraph(found, parent)  # type: ignore[arg-type] # a part, whatever it is


def _unfilled(document: Document) -> Iterator[tuple[str, int, str]]:
    for part, number, paragraph in places_in(document):
        for name in NAMED.findall(paragraph.text):
            if name not in _FACTS and name != CONTENT:
                yield part, number, name


def _fault(shown: str, line: int, what: str, remedy: str) -> Fault:
    return Fault(shown, line, 1, "", what, remedy)
