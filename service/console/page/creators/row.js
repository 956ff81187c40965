// A creator in a list: who it is, what about, how large, how dear, and why it is here.

import { html } from '../vendor/preact-htm.js';
import { compact, percent, share } from '../format.js';
import { Bar } from '../parts/bar.js';
import { countryName, nameOf, useVocabulary } from '../parts/vocabulary.js';
import { address } from '../routes.js';
import { ExampleButtons } from './example-buttons.js';
import { leadingAccount, leadingRate } from './figures.js';

/** @param {{rows: import('./question.js').Found[], label: string, examples?: boolean}} props `examples`: with buttons */
export function CreatorList({ rows, label, examples = true }) {
  const vocabulary = { niches: useVocabulary('niches'), kinds: useVocabulary('deliverable_kinds'), platforms: useVocabulary('platforms') };
  return html`<ol class="creator-list" aria-label=${label}>${rows.map((row) => html`
    <${Row} key=${row.creator.external_id} row=${row} vocabulary=${vocabulary} examples=${examples} />`)}</ol>`;
}

/** @param {{row: import('./question.js').Found, vocabulary: Record<string, any[]>, examples: boolean}} props */
function Row({ row, vocabulary, examples }) {
  const { creator, niches, score, why } = row;
  const account = leadingAccount(creator);
  const rate = leadingRate(creator, vocabulary.kinds);
  const place = [creator.city, creator.country && countryName(creator.country)].filter(Boolean).join(', ');
  return html`
    <li class="card creator-row">
      <div class="creator-who">
        <a class="creator-name" href=${address(`/creators/${creator.external_id}`)}>${creator.name}</a>
        <div class="hint">${creator.external_id}${account && ` · @${account.handle}`}</div>
      </div>
      <div class="creator-about">
        <${NicheTags} niches=${niches} names=${vocabulary.niches} />
        ${place && html`<div class="hint">${place}</div>`}
      </div>
      <div class="measure">${account?.followers !== undefined && account
        ? html`<b>${compact(account.followers)}</b> <span class="hint">on ${nameOf(vocabulary.platforms, account.platform)}</span>`
        : html`<span class="hint">${account ? 'followers unknown' : 'no account'}</span>`}</div>
      <div class="measure">${account?.engagement_rate_pct !== undefined && account
        ? html`<b>${percent(account.engagement_rate_pct)}</b> <span class="hint">of ${account.engagement_basis} engage</span>`
        : html`<span class="hint">engagement unknown</span>`}</div>
      <div class="measure">${rate ? html`<b>${rate.amount}</b> <span class="hint">${rate.kind}</span>` : html`<span class="hint">rates unknown</span>`}</div>
      ${score !== null && html`<div class="measure likeness"><b>${share(score)}</b> <span class="hint">alike</span><${Bar} value=${score} /></div>`}
      ${examples && html`<${ExampleButtons} id=${creator.external_id} name=${creator.name} />`}
      ${why && html`<p class="creator-why hint">${why}</p>`}
    </li>`;
}

/** What somebody declares, else what the text shows, with its share.
 * @param {{niches: import('./question.js').Found['niches'], names: any[]}} props */
export function NicheTags({ niches, names }) {
  if (!niches.length) return html`<span class="hint">no niche</span>`;
  return niches.map((one) => html`<a key=${one.id} class=${`tag ${one.source === 'declared' ? 'accent' : ''}`} href=${address('/creators', { niche: one.id })}
    title=${one.source === 'declared' ? 'Declared' : 'Found in the text'}>${nameOf(names, one.id)}${one.share !== undefined && ` ${share(one.share)}`}</a> `);
}
