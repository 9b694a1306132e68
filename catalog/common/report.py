"""The report that the three supports come from, as everything that cites it names it."""

AUTHORS = (("Berg", "J. H."), ("Horn", "P."), ("Supovitz", "J. A."), ("Margolis", "J."))
TITLE = "Typology of Teacher Leadership Programs"
SERIES = "CPRE Research Report RR 2019-1"
NUMBER = "RR 2019-1"
YEAR = 2019
PUBLISHER = "Consortium for Policy Research in Education (CPRE)"
ERIC = "ED597851"
URL = f"https://eric.ed.gov/?id={ERIC}"
_NAMES = [f"{family}, {given}" for family, given in AUTHORS]
APA = f"{', '.join(_NAMES[:-1])}, & {_NAMES[-1]} ({YEAR}). {TITLE} ({SERIES}). {PUBLISHER}. {URL}"
