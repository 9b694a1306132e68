"""Local terms: Admins add, reword and retire terms of the open vocabularies."""
