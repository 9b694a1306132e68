"""The admin's colors are those of the public site."""

import re
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "static"
_COLOR = r"--([\w-]+): (#[0-9a-f]{6});"


def test_the_admin_has_the_colors_of_the_public_site():
    public = (STATIC / "public/catalog.css").read_text()
    light, dark = public.split("@media screen and (prefers-color-scheme: dark)", 1)
    light, dark = dict(re.findall(_COLOR, light)), dict(re.findall(_COLOR, dark.split("/* ---------- 2 base")[0]))
    admin = (STATIC / "admin/theme.css").read_text()
    colors = {name: pair for name, *pair in re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", admin)}
    shared = colors.keys() & light.keys()
    assert {"paper", "ink", "accent", "prepare", "place", "recognize"} <= shared
    assert {name: colors[name] for name in shared} == {name: [light[name], dark.get(name, light[name])] for name in shared}
