// What needs somebody, and what to do about it.

import { html } from '../vendor/preact-htm.js';
import { bytes, duration, number } from '../format.js';
import { address } from '../routes.js';

const SLOW_SECONDS = 300;
const HIDDEN_SECONDS = 60;
const UNDELIVERED_SECONDS = 600;
const ROOM_BYTES = 2e9;
const UNCLEAN_MS = 86_400_000;

/** @typedef {{what: string, act: unknown}} Warning */

/** @param {{status: import('./status.js').Status, rates: any, webhooks: any[], erasures: import('../parts/receipts.js').Receipt[]}} props */
export function Attention({ status, rates, webhooks, erasures }) {
  const found = [...ofStatus(status), ...ofRates(rates), ...ofWebhooks(webhooks), ...ofErasures(erasures, status)];
  if (!found.length) return html`<p class="all-well"><span class="tag good">All is well</span> Nothing needs attention.</p>`;
  return html`
    <section class="attention" aria-labelledby="attention">
      <h2 id="attention">${found.length === 1 ? 'One thing needs' : `${found.length} things need`} attention</h2>
      <ul>${found.map((one) => html`<li key=${one.what}><strong>${one.what}</strong> ${one.act}</li>`)}</ul>
    </section>`;
}

/** @param {import('./status.js').Status} status @returns {Warning[]} */
function ofStatus(status) {
  const { queues, disk, generation } = status;
  const room = Math.max(ROOM_BYTES, 3 * (generation?.bytes ?? 0));
  return /** @type {[boolean, string, unknown][]} */ ([
    [status.failed > 0, `${number(status.failed)} ${status.failed === 1 ? 'creator' : 'creators'} could not be embedded.`,
      html`Matches leave out those who never had a vector. <a href=${address('/creators', { embedding: 'failed' })}>See each one's error</a>, correct the text; it is tried again by itself.`],
    [status.stale > 0 && status.oldest_stale_seconds > SLOW_SECONDS && status.embedded_per_second === 0, `Changed creators wait for ${duration(status.oldest_stale_seconds)}, and nobody embeds them.`,
      html`Is a worker running, and does it reach database and Redis? <code>creatormatch doctor</code> checks.`],
    [status.feed_lag > 0 && status.feed_lag_seconds > HIDDEN_SECONDS, `Changes of ${duration(status.feed_lag_seconds)} ago are not visible.`,
      html`Look at the service's log for <code>generation_refused</code> and at the disk; <code>creatormatch doctor</code> checks.`],
    [queues.imports_waiting > 0 && queues.imports_running === 0, `${number(queues.imports_waiting)} ${queues.imports_waiting === 1 ? 'import waits' : 'imports wait'}, and none runs.`,
      html`Is a worker running? <code>creatormatch doctor</code> checks. <a href="#/imports">Imports</a>`],
    [queues.webhook_deliveries > 0 && queues.oldest_webhook_delivery_seconds > UNDELIVERED_SECONDS, `A webhook delivery waits for ${duration(queues.oldest_webhook_delivery_seconds)}.`,
      html`See the endpoints below: what do they answer?`],
    [status.redis.configured && !status.redis.reachable, 'Redis does not answer.', html`Nothing is lost, but workers wake up late and cursors end. Start it, or correct <code>CREATORMATCH_REDIS_URL</code>.`],
    [disk.free_bytes < room, `Only ${bytes(disk.free_bytes)} are free on the disk.`, html`The next index generation is written beside the one in use; keep ${bytes(room)} free, or move <code>CREATORMATCH_DATA</code>.`],
  ]).filter(([is]) => is).map(([, what, act]) => ({ what, act }));
}

/** @param {{is_old: boolean, age_days: number, max_age_days: number, source: string} | null} rates @returns {Warning[]} */
function ofRates(rates) {
  if (!rates?.is_old) return [];
  return [{ what: `The exchange rates are ${number(rates.age_days)} days old.`,
    act: html`Prices in other currencies are converted by them and flagged. Set the day's table with <code>PUT /v1/rates</code> or <code>creatormatch rates set FILE</code>; once a day keeps this quiet.` }];
}

/** @param {any[]} webhooks @returns {Warning[]} */
function ofWebhooks(webhooks) {
  return webhooks.filter((one) => one.failing_since || one.disabled_reason === 'gone' || one.disabled_reason === 'failing').map((one) => ({
    what: one.enabled ? `Nothing arrives at ${one.url}.` : `The webhook to ${one.url} was switched off.`,
    act: one.enabled ? 'It is tried again for days; correct the endpoint, then send again what it missed (:replay).' : 'Correct the endpoint, switch it on again (PATCH enabled), then send again what it missed (:replay).',
  }));
}

/** @param {import('../parts/receipts.js').Receipt[]} receipts @param {import('./status.js').Status} status @returns {Warning[]} */
function ofErasures(receipts, status) {
  const late = receipts.filter((one) => !one.complete && Date.now() - Date.parse(one.erased_at) > UNCLEAN_MS).length;
  if (!late) return [];
  return [{ what: `${number(late)} ${late === 1 ? 'erasure is' : 'erasures are'} not clean after a day.`,
    act: status.database.kind === 'postgresql' ? html`Run <code>creatormatch scrub</code>, at a quiet hour: tables are locked for seconds.`
      : 'Its receipt below says what it waits for: often a process with an old index that must be restarted.' }];
}
