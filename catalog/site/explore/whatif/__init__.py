"""What if the rules were different: `/explore/whatif/`."""
