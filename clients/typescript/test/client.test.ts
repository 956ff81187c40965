/** Against a running service, which tests/clients/test_typescript_client.py starts. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import test from "node:test";

import { ApiError, createClient, each, etagOf, InvalidWebhook, verifyWebhook, type Schemas } from "../src/index.ts";

const given = (name: string): string => process.env[name] ?? assert.fail(`${name} is not set`);
const baseUrl = given("SERVICE");
const admin = createClient({ baseUrl, key: given("ADMIN_KEY") });
const brand = createClient({ baseUrl, key: given("BRAND_KEY") });
const brief: Schemas["Brief"] = { text: "Home cooks who show quick dinners with our pans" };
const noPause = { firstPause: 0 };

async function refused(request: Promise<unknown>): Promise<ApiError> {
  try {
    await request;
  } catch (error) {
    assert(error instanceof ApiError, String(error));
    return error;
  }
  return assert.fail("it was not refused");
}

test("what is posted can be read, changed and deleted", async () => {
  const made = await brand.POST("/v1/briefs", { body: { ...brief, title: "Pans" } });
  const at = { path: { brief_id: made.data.id } };
  assert.equal(made.data.title, "Pans");
  const changed = await brand.PATCH("/v1/briefs/{brief_id}", { params: at, body: { title: "Pots" } });
  assert.equal(changed.data.title, "Pots");
  await brand.DELETE("/v1/briefs/{brief_id}", { params: at });
  assert.equal((await refused(brand.GET("/v1/briefs/{brief_id}", { params: at }))).code, "not_found");
});

test("lists are gone through page by page", async () => {
  const known = new Set<string>();
  for await (const one of each(brand, "/v1/briefs", {})) known.add(one.id);
  const made: string[] = [];
  for (let count = 0; count < 5; count++) made.push((await brand.POST("/v1/briefs", { body: brief })).data.id);
  const found: string[] = [];
  for await (const one of each(brand, "/v1/briefs", { query: { limit: 2 } })) found.push(one.id);
  assert.deepEqual(found.filter((id) => !known.has(id)), made);
});

test("an ETag says which version to change, and what is known is not sent again", async () => {
  const made = await brand.POST("/v1/briefs", { body: brief });
  const path = { brief_id: made.data.id };
  const change = (title: string, tag: string) =>
    brand.PATCH("/v1/briefs/{brief_id}", { params: { path, header: { "If-Match": tag } }, body: { title } });
  await change("Mine", etagOf(made));
  assert.equal((await refused(change("Too late", etagOf(made)))).status, 412);
  const read = await brand.GET("/v1/briefs/{brief_id}", { params: { path } });
  const header = { "If-None-Match": etagOf(read) };
  assert.equal((await brand.GET("/v1/briefs/{brief_id}", { params: { path, header } })).response.status, 304);
});

test("every offence is in the error", async () => {
  const wrong: object = { text: "", txet: "x" };
  const error = await refused(brand.POST("/v1/briefs", { body: wrong as Schemas["Brief"] }));
  assert.deepEqual([error.status, error.code], [422, "invalid_input"]);
  assert.deepEqual(error.errors.map((offence) => offence.path).sort(), ["/text", "/txet"]);
  assert.ok(error.requestId);
});

test("a used-up key waits as long as it is told to", async () => {
  const made = await admin.POST("/v1/keys", { body: { role: "marketplace", requests_per_minute: 1 } });
  const slept: number[] = [];
  const sleep = async (seconds: number): Promise<void> => {
    slept.push(seconds); // instead of waiting, the key may do more
    const params = { path: { key_id: made.data.id } };
    await admin.PATCH("/v1/keys/{key_id}", { params, body: { requests_per_minute: 1000 } });
  };
  const limited = createClient({ baseUrl, key: made.data.key ?? "", retries: { sleep } });
  // Twice on either side of a full minute would be let through.
  for (let count = 0; count < 3; count++) await limited.GET("/v1/creators");
  assert.equal(slept.length, 1);
  assert(slept[0] !== undefined && slept[0] >= 1 && slept[0] <= 60, String(slept));
});

test("a wait that is too long is an error that says how long", async () => {
  const made = await admin.POST("/v1/keys", { body: { role: "marketplace", requests_per_minute: 1 } });
  const hasty = createClient({ baseUrl, key: made.data.key ?? "", retries: { longestWait: 0 } });
  const error = await refused(
    (async () => {
      for (let count = 0; count < 3; count++) await hasty.GET("/v1/creators");
    })(),
  );
  assert.equal(error.code, "rate_limited");
  assert(error.retryAfter !== null && error.retryAfter >= 1);
});

test("a POST whose answer was lost is sent again and carried out once", async () => {
  const broken = createClient({ baseUrl: given("BREAKING"), key: given("BRAND_KEY"), retries: noPause });
  const title = `only once ${Date.now()}`;
  const made = await broken.POST("/v1/briefs", { body: { ...brief, title } });
  assert.equal(made.response.headers.get("Idempotency-Replayed"), "true");
  const found: string[] = [];
  for await (const one of each(brand, "/v1/briefs", {})) if (one.title === title) found.push(one.id);
  assert.deepEqual(found, [made.data.id]);
});

test("a PATCH whose answer was lost is not sent again", async () => {
  const { data } = await brand.POST("/v1/briefs", { body: brief });
  const broken = createClient({ baseUrl: given("BREAKING_TOO"), key: given("BRAND_KEY"), retries: noPause });
  const params = { path: { brief_id: data.id } };
  await assert.rejects(broken.PATCH("/v1/briefs/{brief_id}", { params, body: { title: "Perhaps" } }), TypeError);
  assert.equal((await brand.GET("/v1/briefs/{brief_id}", { params })).data.version, 2);
});

test("what may pass is tried again, what may have happened only where that does no harm", async () => {
  const tried = async (status: number, problem: object, headers: Record<string, string>, method: "POST" | "PATCH") => {
    const slept: number[] = [];
    const stub = async () => Response.json(problem, { status, headers });
    const retries = { sleep: async (seconds: number) => void slept.push(seconds) };
    const client = createClient({ baseUrl, fetch: stub, retries });
    const params = { path: { brief_id: "brf_1" } };
    await refused(
      method === "POST"
        ? client.POST("/v1/briefs", { body: brief })
        : client.PATCH("/v1/briefs/{brief_id}", { params, body: {} }),
    );
    return slept;
  };
  assert.deepEqual(await tried(503, {}, { "Retry-After": "2" }, "POST"), [2, 2, 2]);
  assert.deepEqual(await tried(503, {}, { "Retry-After": "2" }, "PATCH"), []);
  assert.deepEqual(await tried(503, {}, { "Retry-After": "66" }, "POST"), []);
  assert.deepEqual(await tried(429, {}, { RateLimit: '"requests";r=0;t=7' }, "PATCH"), [7, 7, 7]);
  assert.equal((await tried(409, { code: "idempotency_in_flight" }, {}, "POST")).length, 3);
  assert.deepEqual(await tried(409, { code: "brief_closed" }, {}, "POST"), []);
  assert.deepEqual(await tried(500, {}, {}, "POST"), []);
});

test("no redirect is followed: a POST would become a GET", async () => {
  const asked: string[] = [];
  const proxy = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(asked.length === 1 ? 302 : 200, { Location: "/elsewhere" }).end("{}");
  });
  await new Promise<void>((listening) => proxy.listen(0, "127.0.0.1", listening));
  const client = createClient({ baseUrl: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, key: "k" });
  const error = await refused(client.POST("/v1/briefs", { body: brief }));
  proxy.closeAllConnections();
  proxy.close();
  assert.equal(error.status, 302);
  assert.deepEqual(asked, ["POST /v1/briefs"]);
});

test("an id that would lead elsewhere is not asked for", async () => {
  const made = await brand.POST("/v1/briefs", { body: brief });
  for (const lost of ["", ".", ".."]) {
    // Without the check the feedback on ".." is the brief itself.
    const params = { path: { brief_id: made.data.id, external_id: lost } };
    await assert.rejects(brand.DELETE("/v1/briefs/{brief_id}/feedback/{external_id}", { params }), TypeError);
  }
  await brand.GET("/v1/briefs/{brief_id}", { params: { path: { brief_id: made.data.id } } });
});

test("a proxy's errors of another form are an error like any other", async () => {
  for (const errors of [["x"], [{ code: 1000 }], 7, { path: 1 }]) {
    const client = createClient({ baseUrl, fetch: async () => Response.json({ errors }, { status: 500 }) });
    const error = await refused(client.GET("/v1/briefs"));
    assert.deepEqual([error.status, error.errors], [500, []]);
  }
});

test("a publishable key reads from its own page, and from no other", async () => {
  const from = (origin: string) => (input: string | URL | Request, init?: RequestInit) => {
    const request = new Request(input, init);
    request.headers.set("Origin", origin); // as a browser does
    return fetch(request);
  };
  const key = given("PUBLISHABLE_KEY");
  const page = createClient({ baseUrl, key, fetch: from(given("PAGE")) });
  const { data, response } = await page.GET("/v1/creators", { params: { query: { limit: 1 } } });
  assert.equal(data.items.length, 1);
  assert.equal(response.headers.get("Access-Control-Allow-Origin"), given("PAGE"));
  const shown = response.headers.get("Access-Control-Expose-Headers") ?? "";
  for (const header of ["ETag", "Idempotency-Replayed", "RateLimit", "Retry-After", "X-Request-Id"]) {
    assert(shown.split(", ").includes(header), `pages do not see ${header}`);
  }
  const other = createClient({ baseUrl, key, fetch: from("https://other.example") });
  assert.equal((await refused(other.GET("/v1/creators"))).code, "origin_not_allowed");
});

test("a delivered webhook verifies and a changed one does not", async () => {
  const { body, headers, secret } = JSON.parse(given("WEBHOOK")) as {
    body: string;
    headers: Record<string, string>;
    secret: string;
  };
  assert.equal((await verifyWebhook(body, headers, secret)).type, "webhook.test");
  assert.equal((await verifyWebhook(body, new Headers(headers), ["whsec_b2xk", secret])).type, "webhook.test");
  const late = { now: Date.now() + 301_000 };
  const wrong = [
    () => verifyWebhook(`${body} `, headers, secret),
    () => verifyWebhook(body, { ...headers, "webhook-id": "evt_other" }, secret),
    () => verifyWebhook(body, headers, "whsec_b2xk"),
    () => verifyWebhook(body, headers, secret, late),
    () => verifyWebhook(body, {}, secret),
    () => verifyWebhook(body, { ...headers, "webhook-signature": "v1,not base64!" }, secret),
  ];
  for (const one of wrong) await assert.rejects(one, InvalidWebhook);
  for (const none of ["", "whsec_"]) await assert.rejects(verifyWebhook(body, headers, none), TypeError);
});
