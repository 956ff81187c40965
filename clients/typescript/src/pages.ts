import type { Client } from "./client.ts";
import type { paths } from "./openapi.ts";

type Answer<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;
type Query<Path extends keyof paths> = paths[Path] extends { get: { parameters: infer Parameters } } ? Parameters : never;

/** Paths whose GET answers a page of a list. */
export type ListPath = {
  [Path in keyof paths]: Answer<Path> extends { items: unknown[]; next_cursor: string | null } ? Path : never;
}[keyof paths];
export type Item<Path extends ListPath> = Answer<Path> extends { items: (infer One)[] } ? One : never;

interface Page<One> {
  items: One[];
  next_cursor: string | null;
}
type Get = (path: string, init: { params: unknown }) => Promise<{ data: unknown }>;

/** The items of a list, page after page: `for await (const brief of each(client, "/v1/briefs", {}))`. */
export async function* each<Path extends ListPath>(
  client: Client,
  path: Path,
  params: Query<Path>,
): AsyncGenerator<Item<Path>, void> {
  const get = client.GET as unknown as Get; // which path it is, the types above have checked
  const query = (params as { query?: object }).query;
  let cursor: string | null = null;
  do {
    const asked: object = cursor === null ? { ...query } : { ...query, cursor };
    const { data } = await get(path, { params: { ...(params as object), query: asked } });
    const page = data as Page<Item<Path>>;
    yield* page.items;
    cursor = page.next_cursor;
  } while (cursor !== null);
}
