"""An MCP server with one tool and nothing below it: what Python and two pipes cost by themselves."""

import json
import sys

TOOL = {
    "name": "echo",
    "description": "Say it again.",
    "inputSchema": {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]},
}


def answer(method: str, params: dict[str, object]) -> dict[str, object]:
    """The result of a request."""
    if method == "initialize":
        server = {"name": "raw", "version": "1"}
        return {
            "protocolVersion": params["protocolVersion"],
            "capabilities": {"tools": {}},
            "serverInfo": server,
        }
    if method == "tools/list":
        return {"tools": [TOOL]}
    arguments = params["arguments"]
    assert isinstance(arguments, dict)
    return {"content": [{"type": "text", "text": arguments["text"]}]}


def main() -> None:
    """Answer line by line until standard input ends."""
    for line in sys.stdin:
        message = json.loads(line)
        if "id" in message:
            result = answer(message["method"], message.get("params", {}))
            sys.stdout.write(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
