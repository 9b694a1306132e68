"""The glyph: as pages call it, and as the tag of the admin's templates."""

import pytest
from django.template import Context, Template

from catalog.common.glyph import combination, glyph


def test_fills_what_is_present_and_only_that():
    svg = glyph(("prepare", "recognize"))
    assert svg.count("<circle") == 3
    assert 'class="on prepare" cx="6.4" cy="6.4"' in svg
    assert 'class="off" cx="15.6" cy="6.4"' in svg
    assert 'class="on recognize" cx="11" cy="14.4"' in svg


def test_is_decorative_unless_it_has_a_title():
    assert 'aria-hidden="true"' in glyph(["place"])
    named = glyph(["place"], title='Place & "more"')
    assert "aria-hidden" not in named
    assert 'role="img" aria-label="Place &amp; &quot;more&quot;"' in named
    assert 'focusable="false"' in named


@pytest.mark.parametrize(("size", "expected"), [("s", "glyph-s"), ("m", "glyph-m"), ("l", "glyph-l"), ("huge", "glyph-s")])
def test_sizes(size, expected):
    assert expected in glyph(["place"], size=size)


@pytest.mark.parametrize("nothing", [None, (), ""])
def test_no_supports_is_three_hollow_circles(nothing):
    assert glyph(nothing).count('class="off"') == 3
    assert combination(nothing) == ""


def test_order_of_the_words_does_not_depend_on_the_order_of_the_codes():
    assert combination(["recognize", "prepare"]) == "Prepare + Recognize"


def test_as_a_tag():
    html = Template("{% load glyph %}{% glyph supports size='l' %}").render(Context({"supports": ("place",)}))
    assert html == glyph(("place",), size="l")
    assert "style=" not in html


def test_unknown_support_is_an_error():
    with pytest.raises(ValueError, match="mentor"):
        glyph(["mentor"])
