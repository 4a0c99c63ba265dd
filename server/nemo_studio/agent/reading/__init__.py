"""Clauses to orders, a subject a file. Each reader returns the orders that it recognises, or none."""

from nemo_studio.agent.reading.readers import read_clause
from nemo_studio.agent.reading.scenes import read_subject

__all__ = ["read_clause", "read_subject"]
