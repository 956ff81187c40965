// Pages of an answer, one after the other.

import { useState } from '../vendor/preact-htm.js';
import { useAction, useLoaded } from '../loading.js';
import { announce } from '../parts/announcements.js';
import { ask } from './question.js';

/** With the question that it answers, which may not be the newest. @typedef {import('./question.js').Page & {question: import('./question.js').Question}} Answered */

/** Who answers a question; `more` asks for those who follow, and is null where nobody does.
 * @param {import('./question.js').Question} question */
export function useFound(question) {
  const first = useLoaded(async (signal) => ({ ...(await ask(question, null, signal)), question }), [JSON.stringify(question)]);
  const [added, setAdded] = useState({ after: /** @type {any} */ (null), page: /** @type {Answered | null} */ (null) });
  /** @type {Answered | null} */
  const page = added.after === first.data && added.page ? added.page : first.data;
  const [more, moreBusy, moreProblem] = useAction(async () => {
    if (!page?.next) return;
    const next = await ask(question, page.next);
    const rows = next.whole ? next.rows : [...page.rows, ...next.rows];
    setAdded({ after: first.data, page: { ...next, rows, question } });
    announce(`${rows.length} creators shown`);
  });
  return { page, loading: first.loading, problem: first.problem ?? moreProblem, reload: first.reload, more: page?.next ? more : null, moreBusy };
}
