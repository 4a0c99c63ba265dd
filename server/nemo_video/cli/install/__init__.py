"""Putting the server into a host's own configuration, and taking it out again.

Nothing is brought in here: the command line reads the names of the hosts for its help, and that must
come at once.
"""
