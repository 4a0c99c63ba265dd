"""MCP over Streamable HTTP: the same server object, for callers who may sit at other machines."""
