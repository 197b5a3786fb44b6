"""The shipped transcript (see PROVENANCE.md)."""
