/** Client of a creatormatch service, with types made from its OpenAPI document. */
import type { components } from "./openapi.ts";

export { createClient, etagOf, type Answer, type Client, type Options } from "./client.ts";
export { ApiError, type Offence } from "./errors.ts";
export { each, type Item, type ListPath } from "./pages.ts";
export type { Retries } from "./retries.ts";
export { InvalidWebhook, verifyWebhook, type VerifyOptions, type WebhookEvent } from "./webhooks.ts";
export type { components, operations, paths } from "./openapi.ts";
/** The documents of the contract by name: `Schemas["Brief"]`. */
export type Schemas = components["schemas"];
