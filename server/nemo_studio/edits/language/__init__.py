"""What all readers share: clauses, numbers, times, and what things are called, in English and Chinese."""
