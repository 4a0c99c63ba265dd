"""The same on fastmcp; it runs where fastmcp is installed."""
# pyright: basic, reportMissingImports=false
# The reason for both: fastmcp is not among our own packages, so its types are unknown here.

from fastmcp import FastMCP

server = FastMCP("fastmcp")


@server.tool
async def echo(text: str) -> str:
    """Say it again."""
    return text


if __name__ == "__main__":
    server.run(show_banner=False)
