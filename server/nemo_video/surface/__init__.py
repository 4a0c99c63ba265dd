"""MCP, and only here: the server that hosts talk to.

Nothing is loaded with the room itself, so that the command line has the words of a result without the SDK.
"""
