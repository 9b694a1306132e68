"""How tests of the admin log people in and read its pages."""

import re
from html import unescape

from tests.factories import make_user


def logged_in(client, name, role):
    """A new person of this role, now logged in."""
    user = make_user(name, role)
    client.force_login(user)
    return user


def text(response):
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))).strip()


def errors(response):
    """The errors at each field, by the field's name."""
    found = re.findall(r'<ul class="errorlist[^"]*" id="id_(\w+)_error">(.*?)</ul>', response.content.decode(), re.DOTALL)
    return {name: unescape(re.sub(r"<[^>]+>", "", words)).strip() for name, words in found}
