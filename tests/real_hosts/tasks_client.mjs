// Makes a video through the tasks extension with @modelcontextprotocol/ext-tasks and prints what it saw as JSON.
// node tasks_client.mjs <command>

import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { createTaskSessionFromClient, resultFromTaskOutcome } from "@modelcontextprotocol/ext-tasks/client";

const protocolVersion = "2026-07-28";
const clientInfo = { name: "claude-code", version: "1" };
const clientCapabilities = { extensions: { "io.modelcontextprotocol/tasks": {} } };

const transport = new StdioClientTransport({ command: process.argv[2], env: process.env });
const client = new Client(clientInfo, {
  capabilities: clientCapabilities,
  versionNegotiation: { mode: { pin: protocolVersion } },
});
await client.connect(transport);
const session = createTaskSessionFromClient(client, {
  endpointId: "nemo-video",
  rawDispatch: rawDispatchOver(transport),
  v2RequestFraming: { protocolVersion, clientInfo, clientCapabilities },
});

const seen = { kinds: [] };
seen.generated = await callAsTask("generate", { prompt: "a 2-second video of a sunset over the sea", wait_s: 0 });
seen.exported = await callAsTask("export", { wait_s: 0 });
await session.close();
await client.close();
console.log(JSON.stringify(seen));

async function callAsTask(name, args) {
  const execution = await session.callTool(name, args);
  seen.kinds.push(execution.kind);
  const { outcome } = await execution.settle();
  return resultFromTaskOutcome(outcome).structuredContent;
}

// Sends requests beside the client's own, which knows no answers of the kind "task".
function rawDispatchOver(transport) {
  const heard = transport.onmessage;
  const waiting = new Map();
  transport.onmessage = (message) => {
    const settle = waiting.get(message.id);
    if (!settle) return heard(message);
    waiting.delete(message.id);
    settle(message.error ? { kind: "error", error: message } : { kind: "result", result: message.result });
  };
  return (request) =>
    new Promise((settle) => {
      const id = `task-${crypto.randomUUID()}`;
      waiting.set(id, settle);
      transport.send({ jsonrpc: "2.0", ...request, id });
    });
}
