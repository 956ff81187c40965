// How the service stands: figures that renew themselves, what needs attention, and who may use it.

import { html } from '../vendor/preact-htm.js';
import { get } from '../api.js';
import { ago } from '../format.js';
import { useEvery, useLoaded } from '../loading.js';
import { Empty } from '../parts/empty.js';
import { ProblemBox } from '../parts/problem.js';
import { Attention } from '../state/attention.js';
import { Audit } from '../state/audit.js';
import { Calibration } from '../state/calibration.js';
import { Erasures } from '../state/erasures.js';
import { Encoder, Freshness, Index, Queues, Service } from '../state/glance.js';
import { Keys } from '../state/keys.js';
import { Rates } from '../state/rates.js';
import { useStatus } from '../state/status.js';
import { readWebhooks, Webhooks } from '../state/webhooks.js';

const SELDOM_MS = 20_000;

/** @param {{access: import('../app.js').Access, brand: string | null}} props */
export function View({ access, brand }) {
  if (access.role !== 'marketplace') {
    return html`<h1>State</h1><${Empty} title="Nothing to see with a brand's key">
      How the service stands concerns whoever runs the marketplace; it is shown to their keys. <a href="#/">Match a brief</a><//>`;
  }
  if (!access.scopes.includes('admin')) {
    return html`<h1>State</h1><${Empty} title="This key lacks a scope">To see how the service stands, a key needs the scope <code>admin</code>.<//>`;
  }
  return html`<${State} access=${access} brand=${brand} />`;
}

/** @param {{access: import('../app.js').Access, brand: string | null}} props */
function State({ access, brand }) {
  const { status, at, history, problem, reload } = useStatus();
  const rates = useSeldom((signal) => get('/v1/rates', {}, signal));
  const calibration = useSeldom((signal) => get('/v1/price-calibration', {}, signal));
  const webhooks = useSeldom((signal) => readWebhooks(brand, signal));
  const erasures = useSeldom((signal) => get('/v1/erasures', { limit: 50 }, signal));
  const keys = useSeldom((signal) => get('/v1/keys', { limit: 200 }, signal));
  const audit = useSeldom((signal) => get('/v1/audit', { limit: 10 }, signal));
  return html`
    <h1>State</h1>
    <div class="stack">
      ${problem && html`<div role="alert" class="problem"><p><strong>${problem.title}.</strong> ${problem.detail}</p>
        <p>${status ? `The figures below are from ${ago(at ? (Date.now() - at) / 1000 : 0)}; they are asked for again every two seconds.` : ''} <button onClick=${reload}>Try again now</button></p></div>`}
      ${status && html`
        ${!problem && html`<${Attention} status=${status} rates=${rates.data} webhooks=${webhooks.data ?? []} erasures=${erasures.data?.items ?? []} />`}
        <div class=${`state-cards ${problem ? 'stale-figures' : ''}`}>
          <${Freshness} status=${status} history=${history} /><${Index} status=${status} history=${history} /><${Queues} status=${status} />
          <${Encoder} status=${status} /><${Service} status=${status} />
          <${Rates} rates=${rates.data} /><${Calibration} calibration=${calibration.data} />
        </div>`}
      ${[rates, calibration].map((one) => one.problem && !problem && html`<${ProblemBox} problem=${one.problem} retry=${one.reload} />`)}
      ${status && html`
        <${Webhooks} loaded=${webhooks} brand=${brand} />
        <${Erasures} loaded=${erasures} isPostgresql=${status.database.kind === 'postgresql'} />
        <${Keys} loaded=${keys} access=${access} brand=${brand} />
        <${Audit} loaded=${audit} />`}
    </div>`;
}

/** What changes seldom: loaded at once, and again every so often. @param {(signal: AbortSignal) => Promise<any>} load */
function useSeldom(load) {
  const loaded = useLoaded(load, []);
  useEvery(() => !loaded.loading && loaded.reload(), SELDOM_MS);
  return loaded;
}
