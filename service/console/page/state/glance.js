// How things stand: freshness, index, queues, encoder, the machine.

import { html } from '../vendor/preact-htm.js';
import { Sparkline } from '../charts/sparkline.js';
import { bytes, duration, number, share } from '../format.js';
import { Bar } from '../parts/bar.js';
import { address } from '../routes.js';
import { Card, Figure } from './figures.js';
import { fallRate } from './status.js';

/** @typedef {import('./status.js').Status} Status */
/** @typedef {import('./status.js').Sample} Sample */

/** @param {{status: Status, history: readonly Sample[]}} props */
export function Freshness({ status, history }) {
  const { stale, failed, queues } = status;
  const rate = Math.max(status.embedded_per_second, fallRate(history));
  return html`
    <${Card} title="Freshness" says=${stale ? `${number(stale)} waiting` : 'up to date'} tone=${stale ? 'accent' : 'good'}>
      <dl>
        <${Figure} of="Creators">${number(status.creators)}<//>
        <${Figure} of="Waiting for a vector">${number(stale)}${stale > 0 && html` <small>${number(queues.edits)} edited, ${number(queues.imported)} imported</small>`}<//>
        <${Figure} of="Oldest waits for">${stale ? duration(status.oldest_stale_seconds) : '–'}<//>
        <${Figure} of="Embedding">${rate > 0 ? `${rate.toLocaleString(undefined, { maximumSignificantDigits: 3 })} /s` : stale ? 'nothing right now' : '–'}<//>
        <${Figure} of="Up to date in">${stale && rate > 0 ? `about ${duration(stale / rate)}` : stale ? 'unknown' : '–'}<//>
        <${Figure} of="Could not be embedded">${failed ? html`<a href=${address('/creators', { embedding: 'failed' })}>${number(failed)}</a>` : '0'}<//>
      </dl>
      <${Sparkline} values=${history.map((one) => one.stale)} label="Creators waiting" />
    <//>`;
}

/** @param {{status: Status, history: readonly Sample[]}} props */
export function Index({ status, history }) {
  const { generation, feed_lag: lag } = status;
  return html`
    <${Card} title="Index" says=${!generation && !lag ? 'in memory' : lag ? `${number(lag)} behind` : 'everything visible'} tone=${lag ? 'accent' : 'good'}>
      <dl>
        <${Figure} of="Creators in it">${number(status.indexed)}<//>
        <${Figure} of="Generation">${generation ? html`<code>${generation.name}</code>` : 'none yet'}<//>
        <${Figure} of="Built">${generation ? `${duration(generation.age_seconds)} ago` : '–'}<//>
        <${Figure} of="Rows, size">${generation ? `${number(generation.rows)}, ${bytes(generation.bytes)}` : '–'}<//>
        <${Figure} of="Rows changed since">${number(status.delta_rows)}<//>
        <${Figure} of="Changes not visible yet">${number(lag)}${lag > 0 && ` for ${duration(status.feed_lag_seconds)}`}<//>
        <${Figure} of="Index version"><code>${status.index_version ?? '–'}</code><//>
      </dl>
      <${Sparkline} values=${history.map((one) => one.lag)} label="Changes not visible yet" />
    <//>`;
}

/** @param {{status: Status}} props */
export function Queues({ status: { queues } }) {
  const busy = queues.imports_running + queues.imports_waiting + queues.webhook_deliveries > 0;
  return html`
    <${Card} title="Queues" says=${busy ? 'at work' : 'empty'} tone=${busy ? 'accent' : 'good'}>
      <dl>
        <${Figure} of="Imports running"><a href="#/imports">${number(queues.imports_running)}</a><//>
        <${Figure} of="Imports waiting"><a href="#/imports">${number(queues.imports_waiting)}</a><//>
        <${Figure} of="Webhook deliveries waiting">${number(queues.webhook_deliveries)}<//>
        <${Figure} of="Oldest delivery waits for">${queues.webhook_deliveries ? duration(queues.oldest_webhook_delivery_seconds) : '–'}<//>
      </dl>
    <//>`;
}

/** @param {{status: Status}} props */
export function Encoder({ status }) {
  const active = status.encoders.find((one) => one.state === 'active');
  const coming = status.encoders.find((one) => one.state === 'incoming');
  const ready = coming && status.creators ? 1 - coming.stale / status.creators : 0;
  return html`
    <${Card} title="Encoder" says=${coming ? 'switching' : active ? 'in use' : 'none yet'} tone=${coming ? 'accent' : active ? 'good' : 'warn'}>
      <dl>
        <${Figure} of="In use">${status.encoder ?? '–'}<//>
        <${Figure} of="Fingerprint"><code>${active?.fingerprint ?? '–'}</code><//>
        ${coming && html`<${Figure} of="Coming in">${coming.name} <small><code>${coming.fingerprint}</code></small><//>
          <${Figure} of="Embedded by it">${share(ready)}, ${number(coming.stale)} to go<//>`}
      </dl>
      ${coming && html`<${Bar} value=${ready} /><p class="hint">The one in use answers until all are embedded; then all change over at once.</p>`}
    <//>`;
}

/** @param {{status: Status}} props */
export function Service({ status }) {
  const { database, redis, disk } = status;
  return html`
    <${Card} title="Service" says=${`version ${status.version}`}>
      <dl>
        <${Figure} of="Up for">${duration(status.uptime_seconds)}<//>
        <${Figure} of="Database">${database.kind === 'sqlite' ? 'SQLite' : 'PostgreSQL'}, ${bytes(database.bytes)}<//>
        <${Figure} of="Redis">${redis.configured ? (redis.reachable ? 'reachable' : html`<span class="bad-text">not reachable</span>`) : 'not used'}<//>
        <${Figure} of="Data folder">${bytes(disk.data_bytes)}<//>
        <${Figure} of="Free on disk">${bytes(disk.free_bytes)}<//>
      </dl>
    <//>`;
}
