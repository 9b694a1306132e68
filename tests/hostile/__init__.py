"""Trials that attack a served catalog and measure what its visitors notice. `make hostile` runs them all; see docs/hostile.md."""
