"""Electronic books as programs for them write them."""

from collections.abc import Mapping, Sequence
from urllib.parse import unquote

from reading.office import packed

CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles>'
    "</container>"
)


def chapter(paragraphs: Sequence[str]) -> str:
    """A page of a book: a heading and paragraphs."""
    head, *body = paragraphs
    return (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head>'
        f"<title>{head}</title></head><body><h1>{head}</h1>{''.join(f'<p>{text}</p>' for text in body)}</body></html>"
    )


def book(
    chapters: Mapping[str, str], title: str = "临江文选", more: Mapping[str, str] | None = None, spine: str = ""
) -> bytes:
    """A book of pages by their address; `spine` stands before its order."""
    items = "".join(
        f'<item id="c{number}" href="{href}" media-type="application/xhtml+xml"/>'
        for number, href in enumerate(chapters)
    )
    order = "".join(f'<itemref idref="c{number}"/>' for number in range(len(chapters)))
    package = (
        '<?xml version="1.0" encoding="utf-8"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></metadata>'
        f'<manifest>{items}<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
        f'<item id="style" href="a.css" media-type="text/css"/></manifest><spine>{spine}<itemref idref="nav"/>{order}'
        "</spine></package>"
    )
    return packed(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "OEBPS/content.opf": package,
            "OEBPS/nav.xhtml": chapter(["目录", "第一篇，第二篇。"]),
            **{f"OEBPS/{unquote(href)}": page for href, page in chapters.items()},
            **(more or {}),
        }
    )
