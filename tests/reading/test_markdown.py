"""Markdown: the signs go, the words stay."""

import pytest
from reading.prose import HEALTH

from annotator.reading.markdown import plain
from annotator.reading.reader import read_bytes


def read(text: str) -> str:
    return read_bytes("稿.md", text.encode()).reading.text


def test_an_article_is_read_without_its_signs() -> None:
    title, subtitle, byline, *body = HEALTH
    lines = [f"# {title} ##", subtitle, "", f"*{byline}*", "", "---", ""]
    for text in body:
        lines += [f"## {text}" if "。" not in text else text.replace("基层医疗", "**基层医疗**"), ""]
    assert read("\n".join(lines)) == "\n".join(HEALTH) + "\n"


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ('见[公报](http://a.cn/x_(1) "题")', "见公报"),
        ('见[公报](http://a.cn/x "题")。', "见公报。"),
        ("![图：新校舍](a.png)", "图：新校舍"),
        ("**增长12%**，*其中*`代码`~~删~~", "增长12%，其中代码删"),
        ("3 * 4 * 5，变量a_b_c", "3 * 4 * 5，变量a_b_c"),
        ("注[^1]，<https://a.cn>，<b>粗</b>", "注，https://a.cn，粗"),
        (r"1\. 不是列表，\*不是强调\*", "1. 不是列表，*不是强调*"),
        ("5 < 6 且 7 > 3", "5 < 6 且 7 > 3"),
    ],
)
def test_signs_within_a_line_go_and_what_only_looks_like_one_stays(markdown: str, text: str) -> None:
    assert plain(markdown) == text


def test_lists_quotes_tables_and_code_keep_their_lines() -> None:
    text = "> 引文。\n\n- [x] 第一项。\n* 第二项。\n1. 第三项。\n\n"
    text += "| 县 | 床位 |\n|:--|--:|\n| 甲 | **5** |\n\n```py\n  a = 1\n```\n[1]: http://a.cn\n"
    assert read(text) == "引文。\n第一项。\n第二项。\n1. 第三项。\n县\t床位\n甲\t5\n  a = 1\n"


def test_a_head_of_settings_gives_the_title_and_is_no_text() -> None:
    found = read_bytes("稿.md", '---\ntitle: "一江清水"\ndate: 2021-01-07\n---\n水清了。\n'.encode())
    assert (found.title, found.reading.text) == ("一江清水", "水清了。\n")


def test_a_number_sign_without_blank_is_a_heading_but_not_before_a_number() -> None:
    assert read("#标题\n\n#1楼已建成。\n") == "标题\n#1楼已建成。\n"


def test_the_encoding_is_found_as_in_plain_text() -> None:
    assert read_bytes("稿.md", "# 标题\n\n正文在这里。".encode("gb18030")).reading.text == "标题\n正文在这里。\n"
