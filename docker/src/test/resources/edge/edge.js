// What lies outside of a deployment, on the wire as it is there: Cloudflare's tunnel with Access in front (8080), the
// team's keys (443, TLS) and the provider's catalog (8081). Runs in the place of cloudflared.
const base64url = (bytes) => Buffer.from(bytes).toString("base64url");
const keys = await crypto.subtle.generateKey(
  { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" },
  true,
  ["sign", "verify"],
);
const kid = crypto.randomUUID();
const { n, e } = await crypto.subtle.exportKey("jwk", keys.publicKey);
const issuer = "https://team.cloudflareaccess.com";

async function token(who) {
  const now = Math.floor(Date.now() / 1000);
  const head = base64url(JSON.stringify({ alg: "RS256", kid, typ: "JWT" }));
  const claims = base64url(
    JSON.stringify({ aud: ["the-application"], exp: now + 600, iat: now, nbf: now, iss: issuer, type: "app", ...who }),
  );
  const signed = await crypto.subtle.sign("RSASSA-PKCS1-v1_5", keys.privateKey, new TextEncoder().encode(`${head}.${claims}`));
  return `${head}.${claims}.${base64url(signed)}`;
}

Bun.serve({
  port: 443,
  tls: { key: Bun.file("/edge/key.pem"), cert: Bun.file("/edge/cert.pem") },
  fetch: (request) =>
    new URL(request.url).pathname === "/cdn-cgi/access/certs"
      ? Response.json({ keys: [{ kid, kty: "RSA", alg: "RS256", use: "sig", n, e }] })
      : new Response("not found", { status: 404 }),
});

Bun.serve({
  port: 8081,
  fetch: (request) =>
    new URL(request.url).pathname === "/v1/models"
      ? new Response(Bun.file("/edge/models.json"), { headers: { "content-type": "application/json" } })
      : new Response("404 page not found\n", { status: 404 }),
});

// Who signed in is told by the test, where Access has a cookie: `edge-email`. `edge-open` is a hostname without Access.
Bun.serve({
  port: 8080,
  idleTimeout: 0,
  async fetch(request) {
    const url = new URL(request.url);
    const headers = new Headers(request.headers);
    const email = headers.get("edge-email");
    const client = headers.get("cf-access-client-id");
    const secret = headers.get("cf-access-client-secret");
    const open = headers.has("edge-open");
    for (const name of [...headers.keys()]) {
      const ofThisHop = ["connection", "upgrade", "http2-settings", "transfer-encoding"].includes(name);
      if (ofThisHop || name.startsWith("cf-") || name.startsWith("edge-")) headers.delete(name);
    }
    if (email) {
      headers.set("Cf-Access-Jwt-Assertion", await token({ email, sub: email }));
      headers.set("Cf-Access-Authenticated-User-Email", email);
    } else if (client === "chad.access" && secret === "its-secret") {
      headers.set("Cf-Access-Jwt-Assertion", await token({ common_name: client, sub: "" }));
    } else if (!open) {
      return new Response(null, { status: 302, headers: { location: `${issuer}/cdn-cgi/access/login/runs.example.com`, "cf-ray": "0-TST" } });
    }
    headers.set("X-Forwarded-Proto", "https");
    headers.set("Cf-Connecting-Ip", "203.0.113.7");
    headers.set("Host", "runs.example.com");
    return fetch(`http://runs-api:7331${url.pathname}${url.search}`, {
      method: request.method,
      headers,
      body: request.body,
      redirect: "manual",
    }).catch((down) => new Response(`502 ${down.message}\n`, { status: 502 }));
  },
});
