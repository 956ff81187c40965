// Creators: searched by words, found by id, handle or name, listed by filters, or like some examples.

import { html, useEffect, useRef } from '../vendor/preact-htm.js';
import { useFound } from '../creators/found.js';
import { isRanked, named, questionOf } from '../creators/question.js';
import { CreatorList } from '../creators/row.js';
import { Search } from '../creators/search.js';
import { TrayCard } from '../creators/tray-card.js';
import { canBeAsked, decode, encode, keep, learnNames, useTray } from '../creators/tray.js';
import { number } from '../format.js';
import { useLoaded } from '../loading.js';
import { Empty } from '../parts/empty.js';
import { ProblemBox } from '../parts/problem.js';
import { address, go } from '../routes.js';

/** @param {{query: URLSearchParams}} props */
export function View({ query }) {
  const question = questionOf(query);
  useExamplesInTheAddress(question);
  const { page, loading, problem, reload, more, moreBusy } = useFound(question);
  const called = useLoaded(async (signal) => ({ q: question.q, ...(await named(question.q, signal)) }), [question.q]);
  return html`
    <h1>Creators</h1>
    <div class="stack">
      <${Search} question=${question} />
      <${TrayCard} shown=${question.like} />
      ${problem && html`<${ProblemBox} problem=${problem} retry=${reload} />`}
      ${called.data?.q === question.q && called.data.rows.length > 0 && html`<${Called} ...${called.data} />`}
      <section aria-labelledby=${page ? 'found-title' : null} aria-busy=${String(loading)}>
        ${page && html`
          <h2 id="found-title">${heading(page.question, page)}</h2>
          ${page.rows.length ? html`<${CreatorList} rows=${page.rows} label="Creators" />` : html`<${Nobody} question=${page.question} />`}
          ${more && html`<p><button disabled=${moreBusy} onClick=${more}>Show more</button></p>`}
          ${!more && isRanked(page.question) && page.total !== null && page.total > page.rows.length && html`
            <p class="hint">The ${number(page.rows.length)} most alike of ${number(page.total)}. Narrow the search to see others.</p>`}`}
      </section>
    </div>`;
}

/** @param {{rows: import('../creators/question.js').Found[], isCut: boolean}} props */
const Called = ({ rows, isCut }) => html`
  <section aria-labelledby="named-title">
    <h2 id="named-title">With this id, handle or name</h2>
    <${CreatorList} rows=${rows} label="With this id, handle or name" />
    ${isCut && html`<p class="hint">There are more; write more of the name to see others.</p>`}
  </section>`;

/** Examples come from the address, and go there as they are changed while their likes are on screen.
 * @param {import('../creators/question.js').Question} question */
function useExamplesInTheAddress(question) {
  const examples = useTray();
  const taken = useRef(''); // what the tray was last filled from
  useEffect(() => {
    if (!question.like) return;
    keep(decode(question.like));
    learnNames();
  }, [question.like]);
  useEffect(() => {
    const asked = encode(examples);
    if (asked === question.like) taken.current = asked;
    else if (question.like && taken.current === question.like) go('/creators', { ...question, like: canBeAsked(examples) ? asked : '' });
  }, [examples]);
}

/** @param {import('../creators/question.js').Question} question @param {import('../creators/question.js').Page} page */
function heading(question, page) {
  const count = page.total === null ? '' : ` (${number(page.total)})`;
  if (question.like) return `Like the examples${count}`;
  if (question.q) return `By likeness to “${question.q}”${count}`;
  return question.niche ? `About this niche${count}` : 'In the order of their arrival';
}

/** @param {{question: import('../creators/question.js').Question}} props */
function Nobody({ question }) {
  const filtered = question.niche || question.platform || question.country || question.language || question.embedding;
  if (filtered) return html`<${Empty} title="Nobody fits these filters"><a href=${address('/creators', { q: question.q, like: question.like })}>Take the filters away</a><//>`;
  return html`<${Empty} title="There are no creators yet"><a href=${address('/imports')}>Import some</a>, or send them with <code>PUT /v1/creators/ID</code><//>`;
}
