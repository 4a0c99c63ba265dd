"""Exact edits: sentences that leave nothing open. docs/edit-sentences.md specifies them."""
