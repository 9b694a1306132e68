"""Help for editors: the guide, the codebook and the data dictionary as admin pages."""
