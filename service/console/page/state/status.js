// The figures of GET /v1/status as they come in, and what they were while the page was open.

import { useEffect, useRef } from '../vendor/preact-htm.js';
import { get } from '../api.js';
import { useEvery, useLoaded } from '../loading.js';

const EVERY_MS = 2_000;
const PATIENCE_MS = 10_000;
const KEPT = 150;

/** @typedef {{version: string, creators: number, stale: number, failed: number, oldest_stale_seconds: number, feed_seq: number,
 *   encoder: string | null, encoders: {name: string, fingerprint: string, state: string, stale: number}[], embedded_per_second: number,
 *   queues: {edits: number, imported: number, imports_waiting: number, imports_running: number, webhook_deliveries: number, oldest_webhook_delivery_seconds: number},
 *   generation: {name: string, seq: number, rows: number, bytes: number, built_at: string, age_seconds: number} | null,
 *   disk: {data_bytes: number, free_bytes: number}, database: {kind: string, bytes: number}, redis: {configured: boolean, reachable: boolean | null},
 *   started_at: string, uptime_seconds: number, indexed: number, visible_seq: number, feed_lag: number, feed_lag_seconds: number,
 *   index_version: string | null, delta_rows: number}} Status */

/** @typedef {{at: number, stale: number, lag: number}} Sample */

/** `at`: when the figures came, milliseconds; they stay while the service does not answer. */
export function useStatus() {
  const { data, problem, loading, reload } = useLoaded(read, []);
  const history = useRef(/** @type {Sample[]} */ ([]));
  useEvery(() => !loading && reload(), EVERY_MS);
  useEffect(() => {
    if (data) history.current = [...history.current, { at: data.at, stale: data.status.stale, lag: data.status.feed_lag }].slice(-KEPT);
  }, [data]);
  return { status: /** @type {Status | null} */ (data?.status ?? null), at: data?.at ?? 0, history: history.current, problem, reload };
}

/** @param {AbortSignal} signal */
async function read(signal) {
  const status = await get('/v1/status', {}, AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]));
  return { status, at: Date.now() };
}

/** How fast those that wait become fewer, a second; by what was seen here, which is of all workers. @param {readonly Sample[]} history */
export function fallRate(history) {
  const [first, last] = [history[Math.max(0, history.length - 15)], history[history.length - 1]];
  if (!first || last.at === first.at) return 0;
  return Math.max(0, (first.stale - last.stale) / ((last.at - first.at) / 1000));
}
