// A brief and who matches it: the text with its constraints on one side, the funnel and the ranking on the other.

import { html, useEffect, useMemo, useState } from '../vendor/preact-htm.js';
import { focusGroup } from '../brief/chip-list.js';
import { groupsOf } from '../brief/chips.js';
import { Composer } from '../brief/composer.js';
import { Constraints } from '../brief/constraints.js';
import { isBlank } from '../brief/document.js';
import { lastOpened } from '../brief/drafts.js';
import { Funnel } from '../brief/funnel.js';
import { Menu } from '../brief/menu.js';
import { Relaxations } from '../brief/relaxations.js';
import { useResolution } from '../brief/resolution.js';
import { Saving } from '../brief/saving.js';
import { StoredBriefs } from '../brief/stored-briefs.js';
import { useBrief } from '../brief/use-brief.js';
import { LISTS } from '../brief/values.js';
import { Weights } from '../brief/weights.js';
import { DEFAULT_OPTIONS, Matches } from '../matches/list.js';
import { useRanking } from '../matches/ranking.js';
import { Empty } from '../parts/empty.js';
import { ProblemBox } from '../parts/problem.js';
import { useVocabularies } from '../parts/vocabulary.js';
import { replace } from '../routes.js';

/** @typedef {import('../brief/use-brief.js').Brief} Brief */

/** Without an id: the brief that was open last, or a new one. @param {{briefId?: string, brand: string | null}} props */
export function View({ briefId, brand }) {
  const shown = briefId ?? lastOpened(brand);
  useEffect(() => {
    if (shown && !briefId) replace(`/briefs/${shown}`);
  }, [shown, briefId]);
  const brief = useBrief(shown, brand);
  if (brief.document) return html`<${Workbench} brief=${brief} />`;
  return html`<h1>Brief</h1>${brief.problem ? html`<${ProblemBox} problem=${brief.problem} /><p><button onClick=${() => brief.startNew(false)}>Write a new brief</button></p>` : html`<div class="card" aria-busy="true">Reading the brief…</div>`}`;
}

/** @param {{brief: Brief}} props */
function Workbench({ brief }) {
  const { base } = brief;
  const document = /** @type {import('../brief/document.js').Document} */ (brief.document);
  const { resolution, problem, accepted } = useResolution(brief);
  const names = useVocabularies(LISTS);
  const [active, setActive] = useState(/** @type {string | null} */ (null));
  const [options, setOptions] = useState(DEFAULT_OPTIONS);
  const storedId = base && !isBlank(document) && accepted === base.document ? base.id : null;
  const isClosed = storedId !== null && accepted?.status === 'closed';
  const ranking = useRanking(isClosed ? null : storedId, isClosed || isBlank(document) ? null : accepted, options);
  const groups = useMemo(() => groupsOf(document, brief.parked, resolution, names), [document, brief.parked, resolution, names]);
  const fromText = useMemo(() => groups.flatMap((group) => group.chips).filter((chip) => chip.readings.length > 0), [groups]);
  return html`
    <div class="spread brief-head"><h1>${base ? document.title || 'Untitled brief' : 'Match a brief'}</h1><${Menu} brief=${brief} /></div>
    <div class="columns workbench">
      <div class="stack brief-side">
        <section class="card stack" aria-label="Text">
          <${Composer} document=${document} chips=${fromText} read=${resolution?.text ?? ''} active=${active} setActive=${setActive} offences=${problem?.errors ?? []}
            onInput=${(/** @type {import('../brief/document.js').Document} */ next) => brief.write({ document: next })} />
          <${Saving} brief=${brief} />
        </section>
        <${Constraints} brief=${brief} groups=${groups} resolution=${resolution} problem=${problem} active=${active} setActive=${setActive} />
        <${Weights} document=${document} weights=${resolution?.weights} onChange=${(/** @type {import('../brief/document.js').Document} */ next) => brief.write({ document: next })} />
      </div>
      <div class="stack matches-side">
        ${isBlank(document) ? html`<${Beginning} brief=${brief} />`
          : isClosed ? html`<${Empty} title="This brief is closed"><button onClick=${() => brief.write({ document: { ...document, status: 'open' } })}>Open it again to match it</button><//>`
          : html`
            <${Funnel} steps=${ranking.answer?.funnel ?? null} loading=${ranking.loading} onStep=${focusGroup}><${Relaxations} brief=${brief} matched=${ranking.answer?.matched ?? null} /><//>
            <${Matches} ranking=${ranking} options=${options} setOptions=${setOptions} ensureSaved=${brief.ensureSaved} briefId=${storedId} judgedIn=${base?.id ?? null} />`}
      </div>
    </div>`;
}

/** Nothing is written yet. @param {{brief: Brief}} props */
function Beginning({ brief }) {
  return html`
    <${Empty} title="Write what you are looking for"><p>Matches appear as you type.</p><button onClick=${() => brief.startNew(true)}>Try an example</button><//>
    <section class="card" aria-labelledby="recent-title"><h2 id="recent-title">Stored briefs</h2><${StoredBriefs} few=${6} /></section>`;
}
