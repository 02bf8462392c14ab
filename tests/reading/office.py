"""Office files made by hand, so that tests decide about every byte of their markup."""

import io
import zipfile
from collections.abc import Mapping

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_X = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP archive of some parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def relations(**targets: str) -> str:
    """A part of relations: targets by kind."""
    return _RELATIONS.format(
        "".join(
            f'<Relationship Id="{kind}{at}" Type="{_KINDS}/{kind.rstrip("_")}" Target="{target}"/>'
            for at, (kind, target) in enumerate(targets.items())
        )
    )


def word_parts(body: str, head: str = "") -> dict[str, str | bytes]:
    """The parts of a Word document whose body has this markup; `head` stands before its root."""
    spaces = f'{_W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:o="urn:o"'
    return {
        "_rels/.rels": relations(officeDocument="word/document.xml"),
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?>{head}'
        f"<w:document {spaces}><w:body>{body}</w:body></w:document>",
    }


def word(body: str, head: str = "") -> bytes:
    """A Word document."""
    return packed(word_parts(body, head))


def paragraph(text: str) -> str:
    """The markup of a paragraph."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def table(*rows: tuple[str, ...]) -> str:
    """The markup of a table; cells are markup, or words for one paragraph."""
    cells = (
        "".join(f"<w:tc>{cell if cell.startswith('<') else paragraph(cell)}</w:tc>" for cell in row) for row in rows
    )
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def workbook(*sheets: str, strings: str = "", styles: str = "", head: str = "", about: str = "") -> bytes:
    """An Excel workbook: the markup of the rows of each sheet, the shared strings, the styles."""
    names = "".join(f'<sheet name="表{at}" sheetId="{at + 1}" r:id="s{at}"/>' for at in range(len(sheets)))
    known = "".join(
        f'<Relationship Id="s{at}" Type="{_KINDS}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(len(sheets))
    )
    known += f'<Relationship Id="t" Type="{_KINDS}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
    known += f'<Relationship Id="f" Type="{_KINDS}/styles" Target="styles.xml"/>'
    parts: dict[str, str | bytes] = {
        "_rels/.rels": relations(officeDocument="xl/workbook.xml"),
        "xl/workbook.xml": f"<workbook {_X} {_R}>{about}<sheets>{names}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _RELATIONS.format(known),
        "xl/sharedStrings.xml": f"{head}<sst {_X}>{strings}</sst>",
        "xl/styles.xml": f"<styleSheet {_X}>{styles}</styleSheet>",
    }
    for at, rows in enumerate(sheets):
        parts[f"xl/worksheets/sheet{at}.xml"] = f"<worksheet {_X}><sheetData>{rows}</sheetData></worksheet>"
    return packed(parts)
