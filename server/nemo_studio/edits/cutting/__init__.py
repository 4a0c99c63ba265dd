"""When and how long something shows: cut, split, move, copy, delete, lengths, speed."""
