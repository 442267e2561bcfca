"""What of a page becomes text, and how it is spaced."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from sources.importing.rendering import rendered


def shown(html: str) -> str:
    body = LexborHTMLParser(html).body
    assert body is not None
    return rendered(body)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a  b\n\t c", "a b c"),
        ("a<b> b</b> c", "a b c"),
        ("a <b> b </b> c", "a b c"),
        ("a<b></b>b", "ab"),
        ("a\u00a0 \u00a0b&nbsp;", "a\u00a0 \u00a0b\u00a0"),
        ("“a” – b\u200b\u202eé e\u0301 \u2003c", "“a” – b\u200b\u202eé e\u0301 \u2003c"),
        ("&lt;p&gt; &amp;amp; &#8217;", "<p> &amp; ’"),
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("<div><div><p> a </p></div></div>  <div>b</div>", "a\n\nb"),
        ("a<p>b</p>c", "a\n\nb\n\nc"),
        ("a<br>b", "a\nb"),
        ("a <br> b", "a\nb"),
        ("a<br><br>b", "a\n\nb"),
        ("<p>a<br></p><p>b</p>", "a\n\nb"),
        ("<br>a<br>", "a"),
        ("<ul><li>a<li>b</ul>", "a\n\nb"),
        ("<table><tr><th>a<td>b<tr><td>c<td>d</table>", "a\tb\nc\td"),
        ("<pre>\n a\n\n\tb  c</pre>d", " a\n\n\tb  c\n\nd"),
        ("a<pre> </pre>b", "a\n\n \n\nb"),
        ("<blockquote>a<footer>— b</footer></blockquote>", "a\n\n— b"),
        ('a<img class="emoji" alt="😀">b<img alt="A picture">', "a😀b"),
        ("<form><article>a</article></form>", "a"),
        ("<details><summary>a</summary>b</details>", "a\n\nb"),
        ("a<!-- b -->c", "ac"),
        ("a<wbr>b&shy;c", "ab\u00adc"),
    ],
)
def test_it_is_spaced_as_in_a_browser(html: str, text: str) -> None:
    assert shown(html) == text


@pytest.mark.parametrize(
    "html",
    [
        "<script>x</script>",
        "<style>x</style>",
        "<template>x</template>",
        "<noscript>x</noscript>",
        "<nav>x</nav>",
        "<aside>x</aside>",
        "<footer>x</footer>",
        "<form><p>x<input value=x></p></form>",
        "<button>x</button>",
        "<textarea>x</textarea>",
        "<select><option>x</select>",
        "<svg><title>x</title><text>x</text></svg>",
        "<iframe>x</iframe>",
        "<p hidden>x</p>",
        '<p style="color: red; Display : none">x</p>',
        '<p style="visibility:hidden">x</p>',
        '<div role="navigation">x</div>',
        '<span class="a screen-reader-text">x</span>',
        "<!-- x",
        "<p title=x>",
    ],
)
def test_what_is_not_shown_or_no_part_of_a_document_is_left_out(html: str) -> None:
    assert shown(f"a{html}") == "a"


def test_deep_elements_are_no_matter() -> None:
    assert shown("<b>" * 20_000 + "a") == "a"
