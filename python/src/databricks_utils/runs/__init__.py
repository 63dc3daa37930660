"""Runs of pipelines: what is run in which order, what it did, and who hears of it."""
