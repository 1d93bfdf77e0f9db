"""Sets a paper for the office as a Word document (DOCX) that people go on writing in.

Blocks for some tens of milliseconds: call it in a thread.
"""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from bot.papers.columns import column_shares
from bot.papers.composing import OfficeBlock, OfficeSheet
from bot.papers.minuting import MinutesSheet
from knowledge.loading.word_templates import CONTENT, NAMED, open_template, places_in

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import _Footer
    from docx.table import Table, _Cell, _Row
    from docx.text.paragraph import Paragraph

_TITLE, _HEADING, _NORMAL, _GRID = "Title", "Heading 1", "Normal", "Table Grid"
# In centimetres: an A4 page and its margins (left, top, right, bottom), the width between them,
# the first column of fields, how far items hang, where a signature stands, a row for one.
_PAGE, _MARGINS, _WIDTH = (21.0, 29.7), (2.5, 2.0, 2.0, 2.0), 16.5
_FIELD, _COLON, _INDENT, _SIGNATURE = 3.5, 0.5, 0.75, 9.0
_TALL = 0.85
_LANGUAGES: Final = {"id": "id-ID", "en": "en-GB"}
_SMALL, _TEXT, _LARGE = 8, 11, 13  # points


def word(sheet: OfficeSheet, template: bytes | None = None) -> bytes:
    """The paper as a DOCX file.

    template: the office's own document. What it names in braces is filled in, and the paper stands
    where it says {content}, or else at its end; its letterhead takes the place of ours.
    """
    import docx  # imported here, because few conversations need it

    document = docx.Document() if template is None else open_template(template)
    if template is None:
        _lay_out(document, sheet)
    else:
        _adopt_styles(document)
    place = _fill(document, sheet)
    body = document.element.body
    before = set(body)
    for block in sheet.blocks:
        if template is None or block.style != "letterhead":
            _write(document, block, sheet)
    if place is not None:
        _move([part for part in body if part not in before], place)
    _foot(document, sheet)
    _describe(document, sheet)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def minutes_word(sheet: MinutesSheet) -> bytes:
    """The minutes of a workshop as an office files them, as a DOCX file."""
    return word(sheet.form, sheet.template)


def _lay_out(document: Document, sheet: OfficeSheet) -> None:
    """A plain page in the office's usual measure, black on white."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Cm(_PAGE[0]), Cm(_PAGE[1])
    section.left_margin, section.top_margin = Cm(_MARGINS[0]), Cm(_MARGINS[1])
    section.right_margin, section.bottom_margin = Cm(_MARGINS[2]), Cm(_MARGINS[3])
    for name, size in ((_NORMAL, _TEXT), (_HEADING, _TEXT), (_TITLE, _LARGE)):
        style = document.styles[name]
        style.font.name, style.font.size = sheet.font, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(kind), None)
        for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(kind), sheet.font)
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.font.bold = name != _NORMAL
        style.paragraph_format.space_after = Pt(6)
        style.paragraph_format.space_before = Pt(12 if name == _HEADING else 0)
    title = document.styles[_TITLE]
    title.font.all_caps = True
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for border in title.element.xpath("./w:pPr/w:pBdr"):
        border.getparent().remove(border)


def _adopt_styles(document: Document) -> None:
    """Styles that a template does not carry, as Word has them."""
    import docx

    known = {style.name for style in document.styles}
    missing = [name for name in (_TITLE, _HEADING, _GRID) if name not in known]
    if missing:
        usual = docx.Document().styles
        for name in missing:
            document.styles.element.append(usual[name].element)


def _fill(document: Document, sheet: OfficeSheet) -> Paragraph | None:
    """Put the facts where a template names them; returns the paragraph where the paper goes."""
    place = None
    for part, _, paragraph in places_in(document):
        names = NAMED.findall(paragraph.text)
        if CONTENT in names and part == "body":
            place = paragraph
        elif names:
            _name(paragraph, {str(name): text for name, text in sheet.facts.items()})
    return place


def _name(paragraph: Paragraph, facts: dict[str, str]) -> None:
    """Word may have cut a name into pieces, so the whole text goes into the first of them."""
    text = NAMED.sub(lambda name: facts.get(name[1], name[0]), paragraph.text)
    runs = [run for run in paragraph.runs if run.text]  # others hold pictures
    if "".join(run.text for run in runs) != paragraph.text:  # a link holds a part of it
        paragraph.text = text
        return
    for number, run in enumerate(runs):
        run.text = "" if number else text


def _move(written: list[Any], place: Paragraph) -> None:
    """What was written at the end of a document to the place that its template gives it."""
    here = place._p  # noqa: SLF001 - a paragraph has no public place
    for element in written:
        here.addprevious(element)
    place.text = ""  # it stays: a cell of a table must end with a paragraph


def _write(document: Document, block: OfficeBlock, sheet: OfficeSheet) -> None:
    match block.style:
        case "fields":
            _fields(document, block, sheet)
        case "signatures":
            _signatures(document, block, sheet)
        case "table":
            _table(document, block, sheet)
        case _:
            for line in block.lines:
                _text(document, block, line, sheet)


def _text(document: Document, block: OfficeBlock, line: str, sheet: OfficeSheet) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    style = {"title": _TITLE, "heading": _HEADING}.get(block.style, _NORMAL)
    paragraph = document.add_paragraph(style=style)
    shape = paragraph.paragraph_format
    shape.page_break_before = block.new_page or None
    match block.style:
        case "title" | "heading":
            shape.keep_with_next = True
        case "letterhead":
            shape.alignment = WD_ALIGN_PARAGRAPH.CENTER
            _line_below(paragraph)
        case "item":
            _hang(paragraph)
        case "small":
            shape.space_after = Pt(0)
        case "signature":
            shape.left_indent, shape.keep_together = Cm(_SIGNATURE), True
            shape.space_before = Pt(18)
    _runs(paragraph, line, sheet)
    for run in paragraph.runs:
        run.bold = run.font.all_caps = True if block.style == "letterhead" else None
        run.font.size = Pt(_SMALL) if block.style == "small" else None


def _fields(document: Document, block: OfficeBlock, sheet: OfficeSheet) -> None:
    """Names with what they say, in columns without lines."""
    table = _columns(document, 0, (_FIELD, _COLON, _WIDTH - _FIELD - _COLON), None)
    for name, text in block.rows:
        for cell, said in zip(_row(table), (name, ":", text), strict=True):
            _cell(cell, said, sheet)
    _gap_below(document)


def _signatures(document: Document, block: OfficeBlock, sheet: OfficeSheet) -> None:
    """Two signatures side by side, kept together on a page."""
    table = _columns(document, 0, (_WIDTH / 2, _WIDTH / 2), None)
    for row in block.rows:
        for cell, said in zip(_row(table), row, strict=True):
            _cell(cell, said, sheet)
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True
    _gap_below(document)


def _table(document: Document, block: OfficeBlock, sheet: OfficeSheet) -> None:
    """A table with lines, whose headings stand on each page that it runs over."""
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    share = column_shares(block, _WIDTH)
    table = _columns(document, 1, share, _GRID)
    heads = table.rows[0]
    heads._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - no public way
    for cell, text in zip(heads.cells, block.columns, strict=True):
        _cell(cell, text, sheet)
        for run in cell.paragraphs[0].runs:
            run.bold = True
    for row in block.rows:
        for cell, text in zip(_row(table), row, strict=True):
            _cell(cell, text, sheet)
    if block.tall:
        for line in table.rows[1:]:
            line.height = Cm(_TALL)
    for line in table.rows:
        line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - likewise
    _gap_below(document)


def _columns(document: Document, rows: int, widths: tuple[float, ...], style: str | None) -> Table:
    from docx.shared import Cm

    table: Table = document.add_table(rows, len(widths), style)
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
    return table


def _row(table: Table) -> tuple[_Cell, ...]:
    added: _Row = table.add_row()  # type: ignore[no-untyped-call] # the library forgot to say so
    return added.cells


def _cell(cell: _Cell, text: str, sheet: OfficeSheet) -> None:
    from docx.shared import Pt

    for number, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(3)
        if "\t" in line:
            _hang(paragraph)
        _runs(paragraph, line, sheet)


def _hang(paragraph: Paragraph) -> None:
    """A number, then the text beside it, all its lines."""
    from docx.shared import Cm, Pt

    shape = paragraph.paragraph_format
    shape.left_indent, shape.first_line_indent = Cm(_INDENT), Cm(-_INDENT)
    shape.space_after = Pt(3)
    shape.tab_stops.add_tab_stop(Cm(_INDENT))


def _gap_below(document: Document) -> None:
    """Between two tables; without it Word would take them for one."""
    from docx.shared import Pt

    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _runs(paragraph: Paragraph, text: str, sheet: OfficeSheet) -> None:
    """A text with its gaps marked in yellow."""
    from docx.enum.text import WD_COLOR_INDEX

    for piece in re.split(rf"({re.escape(sheet.gap)}[^\]]*\])", text):
        run = paragraph.add_run(piece)
        if piece.startswith(sheet.gap):
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _line_below(paragraph: Paragraph) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "4"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001 - no public way
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _foot(document: Document, sheet: OfficeSheet) -> None:
    """What the paper is, on every page, below what a template says there."""
    for number, section in enumerate(document.sections):
        feet = [section.footer]
        if section.different_first_page_header_footer:
            feet.append(section.first_page_footer)
        if document.settings.odd_and_even_pages_header_footer:
            feet.append(section.even_page_footer)
        for foot in feet:
            if not foot.is_linked_to_previous or number == 0:
                _foot_line(foot, sheet)


def _foot_line(foot: _Footer, sheet: OfficeSheet) -> None:
    from docx.shared import Pt

    empty = [p for p in foot.paragraphs if not p.text and len(foot.paragraphs) == 1]
    paragraph = empty[0] if empty else foot.add_paragraph()
    paragraph.add_run(sheet.foot).font.size = Pt(_SMALL)


def _describe(document: Document, sheet: OfficeSheet) -> None:
    """The properties of the file, its language, and words in the place of pictures."""
    from docx.oxml.ns import qn

    told = document.core_properties
    told.title, told.author, told.comments = sheet.title, "", sheet.foot
    told.language = _LANGUAGES.get(sheet.language, sheet.language)
    told.created = told.modified = datetime.fromisoformat(sheet.day)
    told.last_modified_by = ""
    fonts = document.styles[_NORMAL].element.get_or_add_rPr()
    for language in fonts.findall(qn("w:lang")):
        fonts.remove(language)
    language = fonts.makeelement(qn("w:lang"), {qn("w:val"): told.language})
    fonts.append(language)
    for section in document.sections:
        for part in (document.element.body, section.header._element):  # noqa: SLF001 - no public way
            for picture in part.iter(qn("wp:docPr")):
                if not picture.get("descr"):
                    picture.set("descr", sheet.logo)
