// What to do with a plan: accept it, save it as a file, delete it.

import { html, useState } from '../vendor/preact-htm.js';
import { request } from '../api.js';
import { money } from '../format.js';
import { announce } from '../parts/announcements.js';
import { Confirm } from '../parts/confirm.js';
import { Download } from '../parts/download.js';
import { go } from '../routes.js';
import { creators } from './words.js';

/** @param {{plan: import('./shapes.js').Plan, planning: import('./use-plan.js').Planning,
 *   access: import('../app.js').Access}} props */
export function Keeping({ plan, planning, access }) {
  const [asking, setAsking] = useState(/** @type {'accept' | 'delete' | null} */ (null));
  const close = () => setAsking(null);
  const accept = async () => {
    // The tag of an earlier version says nothing of the newest, which is what If-Match is compared with.
    const headers = plan.version === plan.latest_version ? { 'If-Match': planning.tag } : undefined;
    const answer = await request('POST', `/v1/plans/${plan.id}:accept`, { query: { version: plan.version }, once: true, headers });
    planning.replaceWith(answer.data, answer.headers.get('ETag') ?? '');
    announce(`Accepted: ${creators(answer.data.lines.length)} hired.`);
  };
  const erase = async () => {
    await request('DELETE', `/v1/plans/${plan.id}`);
    announce('The plan is deleted.');
    go('/plans');
  };
  const mayWrite = access.scopes.includes('plans:write');
  const file = (/** @type {string} */ format) => ({ path: `/v1/plans/${plan.id}/export`, query: { format, version: plan.version }, name: `${plan.id}-${plan.version}.${format}` });
  const accepted = plan.accepted_version === plan.version;
  const sum = money(plan.totals.price, plan.currency);
  return html`
    <section class="card row" aria-label="Keep or discard the plan">
      ${mayWrite && plan.lines.length > 0 && html`<button class="primary" disabled=${accepted || planning.since !== null} onClick=${() => setAsking('accept')}>${accepted ? 'Accepted' : 'Accept this plan…'}</button>`}
      <${Download} ...${file('csv')}>Save as CSV<//><${Download} ...${file('json')}>Save as JSON<//>
      ${mayWrite && html`<button class="quiet" onClick=${() => setAsking('delete')}>Delete the plan…</button>`}
    </section>
    ${asking === 'accept' && html`<${Confirm} title="Accept this plan?" act=${`Hire ${creators(plan.lines.length)}`} onConfirm=${accept} onClose=${close}>
      <p>${creators(plan.lines.length)} for ${sum} then count as hired for this brief. Their outcomes can be recorded, and the brief’s report compares what they brought with this forecast.</p>
      <p>Nobody is written to and nothing is paid: orders and contracts stay with you. Whom an earlier version hired stays hired.</p><//>`}
    ${asking === 'delete' && html`<${Confirm} title="Delete this plan?" act="Delete it" onConfirm=${erase} onClose=${close}>
      <p>It goes with all its ${plan.latest_version} versions and cannot be brought back. Whom it hired stays hired.</p><//>`}`;
}
