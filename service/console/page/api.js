// The public API: requests with the session's key, answers as JSON, errors as Problem.

import { stored } from './session.js';

const MERGE_PATCH = 'application/merge-patch+json';
/** Told to the window when the session's key is unknown to the service, as it was revoked or expired; `detail`: the Problem. */
export const KEY_REFUSED = 'key-refused';

/** @typedef {{path: string, code: string, message: string, suggestion?: string}} Offence */

/** What went wrong: problem details (RFC 9457) of the service, or code "unreachable" where it did not answer. */
export class Problem extends Error {
  /** @param {{code: string, title?: string, detail: string, status?: number, errors?: Offence[], type?: string,
   *   request_id?: string, retry_after?: number}} body */
  constructor(body) {
    super(body.detail);
    this.code = body.code;
    this.title = body.title ?? body.code;
    this.detail = body.detail;
    this.status = body.status ?? 0;
    this.errors = body.errors ?? [];
    this.page = body.type ?? null;
    this.requestId = body.request_id ?? null;
    this.retryAfter = body.retry_after ?? null;
  }
}

/** @typedef {{query?: Record<string, unknown>, body?: unknown, type?: string, headers?: Record<string, string>,
 *   once?: boolean, signal?: AbortSignal, brand?: null}} Options `body`: sent as JSON unless `type` says otherwise;
 *   `brand`: null speaks for the marketplace itself */

/**
 * One request. `query` leaves out null, undefined and ''. `once` makes a POST safe to repeat.
 * @param {string} method
 * @param {string} path
 * @param {Options} [options]
 * @returns {Promise<{data: any, headers: Headers, status: number}>}
 */
export async function request(method, path, options = {}) {
  const response = await respond(method, path, options);
  const isJson = response.headers.get('Content-Type')?.startsWith('application/json');
  return { data: response.status === 204 ? null : isJson ? await response.json() : await response.text(), headers: response.headers, status: response.status };
}

/** One request whose answer is read as a stream or a file. @param {string} method @param {string} path @param {Options} [options] */
export async function respond(method, path, options = {}) {
  const { query, body, type, signal, once } = options;
  const session = stored();
  /** @type {Record<string, string>} */
  const headers = { Accept: 'application/json, */*', ...options.headers };
  if (session) headers.Authorization = `Bearer ${session.key}`;
  if (session?.brand && options.brand !== null) headers['Creatormatch-Brand'] = session.brand;
  if (once) headers['Idempotency-Key'] = newName();
  if (body !== undefined) headers['Content-Type'] = type ?? 'application/json';
  const response = await reach(path + asQuery(query), {
    method, headers, signal, body: body === undefined ? undefined : type && type !== MERGE_PATCH ? /** @type {any} */ (body) : JSON.stringify(body),
  });
  if (response.ok) return response;
  const problem = new Problem(await problemOf(response));
  if (problem.status === 401 && session?.key === stored()?.key) dispatchEvent(new CustomEvent(KEY_REFUSED, { detail: problem }));
  throw problem;
}

/** @param {string} path @param {Record<string, unknown>} [query] @param {AbortSignal} [signal] */
export const get = async (path, query, signal) => (await request('GET', path, { query, signal })).data;
/** @param {string} path @param {unknown} [body] @param {{query?: Record<string, unknown>, once?: boolean, signal?: AbortSignal}} [options] */
export const post = async (path, body, options) => (await request('POST', path, { body, ...options })).data;
/** @param {string} path @param {unknown} body @param {{query?: Record<string, unknown>, signal?: AbortSignal}} [options] */
export const put = async (path, body, options) => (await request('PUT', path, { body, ...options })).data;
/** A JSON merge patch (RFC 7396): null removes. @param {string} path @param {unknown} body @param {{query?: Record<string, unknown>, headers?: Record<string, string>, signal?: AbortSignal}} [options] */
export const patch = async (path, body, options) => (await request('PATCH', path, { body, type: MERGE_PATCH, ...options })).data;
/** @param {string} path */
export const remove = async (path) => (await request('DELETE', path)).data;

/** @param {string} address @param {RequestInit} options */
async function reach(address, options) {
  try {
    return await fetch(address, { ...options, credentials: 'omit', referrerPolicy: 'no-referrer' });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem({ code: 'unreachable', title: 'The service does not answer', detail: 'Is it running, and is this device online?' });
  }
}

/** @param {Response} response */
async function problemOf(response) {
  const { status, statusText, headers } = response;
  const seconds = Number(headers.get('Retry-After') ?? NaN);
  const known = { code: `http_${status}`, title: statusText || `HTTP ${status}`, detail: `The service answered ${status}.`, ...(seconds > 0 && { retry_after: seconds }) };
  try {
    return { ...known, ...(await response.json()), status };  // a proxy's JSON may say less than the service's
  } catch {
    return { ...known, status };
  }
}

/** @param {Record<string, unknown>} [query] */
function asQuery(query = {}) {
  const said = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return said.length ? '?' + new URLSearchParams(said.map(([name, value]) => [name, String(value)])) : '';
}

/** crypto.randomUUID is for secure origins alone, and a console may be reached by plain HTTP in one's own network. */
function newName() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
