// Speaks the Model Context Protocol for the tests: a command as JSON in each line of stdin, its answer in a line of stdout.
import { createInterface } from "node:readline";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const [url, key] = process.argv.slice(2);
const client = new Client({ name: "runs-ide-test", version: "1" });
const transport = new StreamableHTTPClientTransport(new URL(url), {
  requestInit: { headers: { "x-smithers-key": key } },
});

const commands = {
  connect: async () => {
    await client.connect(transport);
    return { server: client.getServerVersion(), instructions: client.getInstructions() };
  },
  listTools: () => client.listTools(),
  listResourceTemplates: () => client.listResourceTemplates(),
  readResource: ({ uri }) => client.readResource({ uri }),
  callTool: ({ name, args }) => client.callTool({ name, arguments: args }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...parameters } = JSON.parse(line);
  let answer;
  try {
    answer = { ok: await commands[command](parameters) };
  } catch (failure) {
    answer = { failed: String(failure.message ?? failure) };
  }
  console.log(JSON.stringify(answer));
}
await client.close();
