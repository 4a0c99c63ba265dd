"""Hostile input by the thousand, through the doors that an attacker has; see `__main__`."""
