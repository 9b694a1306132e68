"""Everyday Spanish words of a search."""

import pytest

from catalog.search.parser import understand


@pytest.mark.parametrize(
    ("spanish", "english"),
    [
        ("beca", "fellowship OR scholarship"),
        ("enseñanza bilingüe", "education OR teaching bilingual"),
        ("becas para maestras", "fellowship OR scholarship teacher"),
        ("premio para docentes de matemáticas", "award teacher mathematics"),
        ("maestra bilingüe", "teacher bilingual"),
        ("maestría en línea", "master's online"),
        ("posgrado gratis", "master's free"),
        ("certificado mentora", "certificate mentor"),
        ("español", "Spanish"),
        ("premio en Carolina del Norte", "award North Carolina"),
        ("capacitación de bajo costo", "training low cost"),
    ],
)
def test_spanish_words_mean_their_english_ones(spanish, english):
    assert understand(spanish).clauses == understand(english).clauses


def test_common_spanish_words_count_without_a_spanish_word_beside_them():
    assert understand("fellowship LA").pieces[1].named.codes == ("LA",)
    assert len(understand("la jolla").clauses) == 2
    assert understand('"para maestras"').clauses != understand("teacher").clauses
