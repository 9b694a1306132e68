"""What leads from a draft to a published version, and back."""
