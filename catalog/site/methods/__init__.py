"""Methods, about, and how programs prepare teachers."""
