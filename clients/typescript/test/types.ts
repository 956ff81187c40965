/** What does not compile: mistakes that a program with this client cannot make. Never run. */
import { createClient } from "../src/index.ts";

const client = createClient({ baseUrl: "http://127.0.0.1:8000" });
// @ts-expect-error the body is required
await client.POST("/v1/briefs");
// @ts-expect-error no such field
await client.POST("/v1/briefs", { body: { text: "x", txet: "y" } });
// @ts-expect-error no such path
await client.GET("/v1/brief");
// @ts-expect-error no such key
await client.GET("/v1/briefs", { params: { query: { limmit: 3 } } });
// @ts-expect-error path parameters are required
await client.GET("/v1/briefs/{brief_id}");
const params = { path: { brief_id: "x" } };
// @ts-expect-error no such key in a patch
await client.PATCH("/v1/briefs/{brief_id}", { params, body: { titel: "y" } });
// @ts-expect-error a brief without a text is none
await client.PATCH("/v1/briefs/{brief_id}", { params, body: { text: null } });
await client.PATCH("/v1/briefs/{brief_id}", { params, body: { title: null, budget: { total: null } } });
const found = (await client.GET("/v1/briefs/{brief_id}/relaxations", { params })).data.items[0];
if (found) await client.PATCH("/v1/briefs/{brief_id}", { params, body: found.patch });
const text = await client.GET("/v1/plans/{plan_id}/export", { params: { path: { plan_id: "x" } }, parseAs: "text" });
const s = text.data;
const one = (await client.GET("/v1/briefs")).data.items[0];
console.log(s, one?.id);
