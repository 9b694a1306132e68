"""Tests of the pages of states and sponsors."""
