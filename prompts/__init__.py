"""Prompt templates as data, each with its declared variables, and their loader."""
