"""Saved web pages: the article, all of it, and nothing of what stands around it."""

import pytest
from reading.prose import ARTICLES, HEALTH, SCHOOLS

from annotator.errors import InputError
from annotator.reading.reader import read_bytes


def page(article: tuple[str, ...], *, head: str = "", tag: str = "p", indent: str = "　　") -> str:
    """A page of a news site with menu, crumbs, related links and foot."""
    body = "".join(f"<{tag}>{indent}{text}</{tag}>\n" for text in article[1:])
    return (
        f"<!DOCTYPE html><html><head>{head}<title>{article[0]}_某某新闻网</title>"
        "<style>p{color:red}</style><script>if(a<b){document.write('<p>脚本，不是正文。</p>')}</script></head><body>"
        "<!-- <p>注释，不是正文。</p> -->"
        "<div class=nav><ul><li><a href='/'>首页</a><li><a href='/x'>时政，要闻</a></ul></div>"
        f"<form id=aspnetForm><div class=main><div class=crumb><a href=1>首页</a> &gt; <a href=2>要闻</a></div>"
        f"<h1>{article[0]}</h1><div class=info>2021-01-07 来源：某某日报</div><div id=content>{body}</div>"
        "<div class=rel><ul><li><a href=3>相关：一县一策，推进改革</a></li>"
        "<li><a href=4>相关二，接着看</a></li></ul></div></div>"
        "</form><select><option>友情链接，请选择。</select><div style='display: none'>看不见，也不读。</div>"
        "<div class=foot>版权所有，未经授权，禁止转载。 <a href=5>关于我们</a></div></body></html>"
    )


@pytest.mark.parametrize("article", ARTICLES)
@pytest.mark.parametrize(("encoding", "declared"), [("utf-8", "utf-8"), ("gb18030", "gb2312"), ("gb18030", "utf-8")])
def test_the_article_is_read_in_the_encoding_that_it_is_in(
    article: tuple[str, ...], encoding: str, declared: str
) -> None:
    found = read_bytes("存.html", page(article, head=f'<meta charset="{declared}">').encode(encoding))
    assert (
        found.reading.source.replace("\n　　", "\n")
        == "\n".join([article[0], "2021-01-07 来源：某某日报", *article[1:]]) + "\n"
    )
    assert found.title == article[0]
    assert found.decoded.encoding == encoding
    assert found.extractor == "html 1"


def test_big5_and_byte_order_marks_are_followed() -> None:
    head = "<meta http-equiv='Content-Type' content='text/html; charset=big5'>"
    assert read_bytes("a.htm", f"{head}<p>學校開學了，學生回來了。</p>".encode("big5")).decoded.encoding == "big5"
    marked = "<meta charset=gbk><p>学校开学了，学生回来了。</p>".encode("utf-16")
    assert read_bytes("a.htm", marked).decoded.encoding.startswith("utf-16")


def test_a_chosen_encoding_counts_more_than_the_page_says() -> None:
    data = "<meta charset=gb2312><p>學校開學了，學生回來了。</p>".encode("big5")
    assert "學校" in read_bytes("a.html", data, "big5").reading.text


def test_lines_parted_by_breaks_are_paragraphs() -> None:
    body = "<br><br>".join(f"&nbsp;&nbsp;&nbsp;&nbsp;{text}" for text in SCHOOLS[2:])
    text = f"<div><h1>{SCHOOLS[0]}</h1><td>{SCHOOLS[1]}</td><div>{body}</div></div>"
    assert read_bytes("a.html", text.encode()).reading.text == "\n".join(SCHOOLS) + "\n"


def test_tables_of_figures_are_lines_and_tables_of_layout_are_not() -> None:
    figures = "<table><tr><th>县区<th>床位<tr><td>临江县<td>5.8</table>"
    layout = (
        f"<table><tr><td><a href=1>首页</a></td><td><p>{HEALTH[3]}</p>{figures}<p>{HEALTH[4]}</p></td></tr></table>"
    )
    assert read_bytes("a.html", layout.encode()).reading.text == (
        f"{HEALTH[3]}\n县区\t床位\n临江县\t5.8\n{HEALTH[4]}\n"
    )


def test_links_within_a_sentence_stay() -> None:
    text = (
        f"<p>{HEALTH[3]}</p><p><a href=1>{HEALTH[4]}</a></p><p>见<a href=2>公报</a>，全文如下。</p><p>{HEALTH[6]}</p>"
    )
    assert read_bytes("a.html", text.encode()).reading.text.splitlines() == [
        HEALTH[3],
        HEALTH[4],
        "见公报，全文如下。",
        HEALTH[6],
    ]


def test_broken_markup_gives_its_words() -> None:
    text = "<p>甲 < 乙，&lt;丙&gt;&#x4e2d;&#99999999999;<b>粗</i></p>"
    text += "<p title='a>b'>第二段，<a href=\"x>y\">在这里</a>。<p>第三段，没有结束"
    assert read_bytes("a.html", text.encode()).reading.text == (
        "甲 < 乙，<丙>中\ufffd粗\n第二段，在这里。\n第三段，没有结束\n"
    )


def test_the_reading_above_a_character_is_left_out() -> None:
    text = "<p><ruby>中<rp>(</rp><rt>zhōng</rt><rp>)</rp></ruby>文，如此。</p>"
    assert read_bytes("a.html", text.encode()).reading.text == "中文，如此。\n"


@pytest.mark.parametrize("text", ["<html></html>", "<script>a</script>", "<p> &nbsp; </p>", "<!--", "<b"])
def test_a_page_without_text_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"a\.html has no text"):
        read_bytes("a.html", text.encode())


def test_a_page_of_a_million_elements_is_refused() -> None:
    with pytest.raises(InputError, match="too many parts"):
        read_bytes("a.html", b"<b>x</b>" * 600_000)
