/**
 * A model endpoint that speaks the OpenAI wire format on a free port of the loopback: completions, usage figures,
 * errors, slow answers and server-sent events. Dispose with `using`.
 */
export class ModelServer {
  /**
   * @param {Record<string, { status?: number, delayMs?: number, content?: string | ((body: object) => string),
   *   reasoning?: string, usage?: [number, number] | null, finish?: string }>} models what each model does; others answer "Hello from MODEL."
   */
  constructor(models = {}) {
    this.models = models;
    this.requests = [];
    this.server = Bun.serve({ hostname: "127.0.0.1", port: 0, idleTimeout: 60, fetch: (request) => this.answer(request) });
  }

  get baseUrl() {
    return `http://127.0.0.1:${this.server.port}/v1`;
  }

  [Symbol.dispose]() {
    this.server.stop(true);
  }

  async answer(request) {
    const { pathname } = new URL(request.url);
    const key = request.headers.get("authorization");
    if (pathname === "/v1/models") {
      const data = Object.keys(this.models).map((id) => ({ id, object: "model", created: 735790403, owned_by: "test" }));
      return Response.json({ object: "list", data });
    }
    if (pathname !== "/v1/chat/completions") return Response.json({ error: { message: "no such path" } }, { status: 404 });
    const body = await request.json();
    this.requests.push({ ...body, key });
    const { status = 200, delayMs = 0, content = `Hello from ${body.model}.`, reasoning, usage = [12, 7], finish = "stop" } =
      this.models[body.model] ?? {};
    if (delayMs) await Bun.sleep(delayMs);
    if (status !== 200) {
      const error = { message: `refused with ${status}`, type: "test_error", param: null, code: null };
      return Response.json({ error }, { status, headers: status === 429 ? { "retry-after-ms": "1" } : {} });
    }
    const text = typeof content === "function" ? content(body) : content;
    const counted = usage && {
      prompt_tokens: usage[0],
      completion_tokens: usage[1],
      total_tokens: usage[0] + usage[1],
      prompt_tokens_details: { cached_tokens: 4 },
      completion_tokens_details: { reasoning_tokens: reasoning ? 3 : 0 },
    };
    const base = { id: `chatcmpl-${this.requests.length}`, created: 1764000000, model: body.model };
    return body.stream
      ? this.events(base, text, reasoning, counted, finish, body)
      : this.whole(base, text, reasoning, counted, finish);
  }

  whole(base, content, reasoning, usage, finish) {
    const message = { role: "assistant", content, ...(reasoning ? { reasoning_content: reasoning } : {}) };
    return Response.json({
      ...base, object: "chat.completion", choices: [{ index: 0, finish_reason: finish, message }], usage,
    });
  }

  events(base, content, reasoning, usage, finish, body) {
    const event = (choices, extra = {}) =>
      `data: ${JSON.stringify({ ...base, object: "chat.completion.chunk", choices, ...extra })}\n\n`;
    const delta = (part) => event([{ index: 0, delta: part, finish_reason: null }]);
    const stream = new ReadableStream({
      start(controller) {
        const send = (text) => controller.enqueue(new TextEncoder().encode(text));
        send(delta({ role: "assistant", ...(reasoning ? { reasoning_content: reasoning } : {}) }));
        for (const piece of content.match(/[\s\S]{1,10}/g) ?? []) send(delta({ content: piece }));
        send(event([{ index: 0, delta: {}, finish_reason: finish }]));
        if (body.stream_options?.include_usage) send(event([], { usage }));
        send("data: [DONE]\n\n");
        controller.close();
      },
    });
    return new Response(stream, { headers: { "content-type": "text/event-stream" } });
  }
}
