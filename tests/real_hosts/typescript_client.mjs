// Drives the server with the TypeScript SDK and prints what it saw as JSON.
// node typescript_client.mjs <v1|v2-legacy|v2-modern> <command>

const [kind, command] = process.argv.slice(2);
const { client, callTool } = await connect(kind);
const seen = {};
seen.tools = (await client.listTools()).tools.map((tool) => tool.name);
seen.error = (await callTool("wait", { job_id: "none" })).structuredContent.error.code;
seen.credits = await facts("credits", {});
seen.generated = await facts("generate", { prompt: "a 2-second video of a sunset over the sea" });
seen.state = await facts("state", {});

const started = await facts("export", { wait_s: 0 });
seen.started = started.status;
seen.gaveUp = await giveUp("wait", { job_id: started.job_id, wait_s: 60 });
seen.progress = [];
seen.exported = await facts("wait", { job_id: started.job_id, wait_s: 60 }, ({ progress }) => seen.progress.push(progress));

await client.close();
console.log(JSON.stringify(seen));

async function connect(kind) {
  const info = { name: "claude-code", version: "1" };
  const environment = { command, env: process.env };
  if (kind === "v1") {
    const { Client } = await import("@modelcontextprotocol/sdk/client/index.js");
    const { StdioClientTransport } = await import("@modelcontextprotocol/sdk/client/stdio.js");
    const client = new Client(info);
    await client.connect(new StdioClientTransport(environment));
    const callTool = (name, args, options) => client.callTool({ name, arguments: args }, undefined, options);
    return { client, callTool };
  }
  const { Client } = await import("@modelcontextprotocol/client");
  const { StdioClientTransport } = await import("@modelcontextprotocol/client/stdio");
  const mode = kind === "v2-legacy" ? "legacy" : { pin: "2026-07-28" };
  const client = new Client(info, { versionNegotiation: { mode } });
  await client.connect(new StdioClientTransport(environment));
  return { client, callTool: (name, args, options) => client.callTool({ name, arguments: args }, options) };
}

async function facts(name, args, onprogress) {
  const result = await callTool(name, args, { onprogress, timeout: 90_000 });
  if (result.isError) throw new Error(JSON.stringify(result.structuredContent));
  return result.structuredContent;
}

// Gives a call up as soon as the server tells of its progress; says whether the call ended for that reason.
async function giveUp(name, args) {
  const givingUp = new AbortController();
  const options = { signal: givingUp.signal, onprogress: () => givingUp.abort("enough"), timeout: 90_000 };
  return callTool(name, args, options).then(() => false, () => givingUp.signal.aborted);
}
