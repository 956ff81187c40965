import createFetchClient, {
  defaultPathSerializer,
  type Client as FetchClient,
  type ClientPathsWithMethod,
  type FetchResponse,
  type MaybeOptionalInit,
  type Middleware,
} from "openapi-fetch";

import { errorOf } from "./errors.ts";
import type { paths } from "./openapi.ts";
import { PATIENT, retryAfter, retrying, type Retries } from "./retries.ts";

export interface Options {
  /** Where the service is, such as https://match.example; a page of the service itself may leave it empty. */
  baseUrl: string;
  /** An API key; in a browser a publishable one. */
  key?: string;
  /** The brand that a marketplace key acts for, unless a call names another. */
  brand?: string;
  retries?: Partial<Retries>;
  /** In the place of the global one. */
  fetch?: typeof fetch;
}

type Method = "get" | "put" | "post" | "patch" | "delete";
type Asked<Path extends keyof paths, M extends Method> = MaybeOptionalInit<paths[Path], M>;

/** What was answered. There is no `error` as openapi-fetch has it: refusals are thrown. */
export interface Answer<Path extends keyof paths, M extends Method> {
  data: Exclude<FetchResponse<paths[Path][M] & {}, {}, `${string}/${string}`>["data"], undefined>;
  response: Response;
}

/** One method of openapi-fetch. For files (`text/csv`, say) ask with `parseAs: "text"`. */
type Call<M extends Method> = <Path extends ClientPathsWithMethod<FetchClient<paths>, M>>(
  path: Path,
  ...asked: undefined extends Asked<Path, M> ? [Asked<Path, M>?] : [Asked<Path, M>]
) => Promise<Answer<Path, M>>;

/** Paths and methods of the contract: `(await client.GET("/v1/briefs")).data`. */
export interface Client {
  GET: Call<"get">;
  PUT: Call<"put">;
  POST: Call<"post">;
  PATCH: Call<"patch">;
  DELETE: Call<"delete">;
}

/** A typed client. It tries again what may pass, and throws an ApiError for every refusal. */
export function createClient(options: Options): Client {
  const headers: Record<string, string> = {};
  if (options.key !== undefined) headers["Authorization"] = `Bearer ${options.key}`;
  if (options.brand !== undefined) headers["Creatormatch-Brand"] = options.brand;
  const send = retrying({ ...PATIENT, ...options.retries }, options.fetch);
  // A redirect is an error: followed, a POST would become a GET, whose answer would pass for that of the POST.
  const client = createFetchClient<paths>({
    baseUrl: options.baseUrl,
    headers,
    fetch: send,
    redirect: "manual",
    pathSerializer: withoutDetours,
  });
  client.use(once, refusals);
  return client as unknown as Client; // what is thrown cannot be answered
}

/** To `x/..` is to `x`, and to nothing is to a list: such ids are refused before anything is sent. */
function withoutDetours(path: string, ids: Record<string, unknown>): string {
  for (const id of Object.values(ids ?? {})) {
    if (["", ".", ".."].includes(String(id))) throw new TypeError(`${JSON.stringify(id)} cannot be an id in a path`);
  }
  return defaultPathSerializer(path, ids);
}

/** The ETag of an answer, for If-Match and If-None-Match. */
export function etagOf(answer: { response: Response }): string {
  const tag = answer.response.headers.get("ETag");
  if (tag === null) throw new TypeError("the answer has no ETag");
  return tag;
}

/** Sent again, a POST with the same key is carried out once. */
const once: Middleware = {
  onRequest({ request }) {
    if (request.method === "POST" && !request.headers.has("Idempotency-Key")) {
      request.headers.set("Idempotency-Key", newKey());
    }
    return request;
  },
};

/** 304 is no refusal: it answers If-None-Match, without data. */
const refusals: Middleware = {
  async onResponse({ response }) {
    if (!response.ok && response.status !== 304) throw await errorOf(response, retryAfter(response.headers));
    return response;
  },
};

function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
