// The niche map: what creators there are, by what they are about.

import { html, useEffect, useRef, useState } from '../vendor/preact-htm.js';
import { get } from '../api.js';
import { NicheMap } from '../charts/niche-map.js';
import { useWidth } from '../charts/width.js';
import { NichePanel } from '../creators/niche-panel.js';
import { NicheTable } from '../creators/niche-table.js';
import { number, words } from '../format.js';
import { useLoaded } from '../loading.js';
import { ProblemBox } from '../parts/problem.js';
import { address } from '../routes.js';

const SERIES = 9;
const ZOOMS = [1, 1.6, 2.5];

export function View() {
  const { data, problem, reload, loading } = useLoaded((signal) => get('/v1/niches', {}, signal), []);
  return html`
    <h1>Niches</h1>
    ${problem && html`<${ProblemBox} problem=${problem} retry=${reload} />`}
    <div aria-busy=${String(loading)}>${data && html`<${Atlas} data=${data} />`}</div>`;
}

/** @param {{data: any}} props */
function Atlas({ data }) {
  const [looked, setLooked] = useState(/** @type {string | null} */ (null));
  const [parent, setParent] = useState(/** @type {string | null} */ (null));
  const [zoom, setZoom] = useState(0);
  const [box, width] = useWidth();
  useSameMiddle(box, zoom);
  const tones = tonesOf(data.items);
  const size = sizeOf(width, ZOOMS[zoom]);
  return html`
    <p>Near niches stand near one another; the larger the circle, the more creators. ${data.indexed
      ? html`${number(data.indexed)} creators${data.without_niche > 0 && html`, ${number(data.without_niche)} of them without a niche`}.`
      : html`There are no creators yet: <a href=${address('/imports')}>import some</a>.`}</p>
    <div class="niche-columns">
      <div class="card stack">
        <div class="row"><button aria-label="Zoom in" disabled=${zoom === ZOOMS.length - 1} onClick=${() => setZoom(zoom + 1)}>+</button>
          <button aria-label="Zoom out" disabled=${zoom === 0} onClick=${() => setZoom(zoom - 1)}>−</button></div>
        <div class="scroll niche-scroll" ref=${box} tabindex="0" role="region" aria-label="Niche map">
          ${width > 0 && html`<${NicheMap} niches=${data.items} tones=${tones} ...${size} zoom=${ZOOMS[zoom]} looked=${looked} parent=${parent} onLook=${setLooked} />`}
        </div>
      </div>
      <div class="stack">
        <${NichePanel} niche=${data.items.find((/** @type {any} */ one) => one.id === looked)} niches=${data.items} indexed=${data.indexed} onLook=${setLooked} />
        <section class="card" aria-labelledby="legend-title">
          <h2 id="legend-title">Groups</h2>
          <div class="row niche-legend">${[...tones].map(([id, tone]) => html`
            <button key=${id} class="small" aria-pressed=${String(parent === id)} onClick=${() => setParent(parent === id ? null : id)}>
              <svg class=${`niche ${tone}`} width="12" height="12" viewBox="0 0 12 12" aria-hidden="true"><circle cx="6" cy="6" r="5" /></svg> ${words(id)}</button>`)}</div>
        </section>
      </div>
    </div>
    <details class="card"><summary>The same as a table</summary><${NicheTable} niches=${data.items} /></details>`;
}

/** A colour for each parent; there are twice as many, so the later ones are rings. @param {any[]} niches */
function tonesOf(niches) {
  const parents = [...new Set(niches.map((one) => one.parent))];
  return new Map(parents.map((parent, place) => [parent, `tone-${(place % SERIES) + 1} ${place < SERIES ? 'full' : 'ring'}`]));
}

/** @param {number} width of the place for it @param {number} zoom */
function sizeOf(width, zoom) {
  const shape = width < 500 ? 1.15 : 0.66;
  return { width: Math.round(width * zoom), height: Math.round(width * shape * zoom) };
}

/** What stands in the middle stays there when the map grows. @param {{current: HTMLElement | null}} box @param {number} zoom */
function useSameMiddle(box, zoom) {
  const middle = useRef([0.5, 0.5]);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const note = () => {
      middle.current = [(element.scrollLeft + element.clientWidth / 2) / element.scrollWidth, (element.scrollTop + element.clientHeight / 2) / element.scrollHeight];
    };
    element.addEventListener('scroll', note);
    return () => element.removeEventListener('scroll', note);
  }, []);
  useEffect(() => {
    const [across, down] = middle.current;
    box.current?.scrollTo(across * box.current.scrollWidth - box.current.clientWidth / 2, down * box.current.scrollHeight - box.current.clientHeight / 2);
  }, [zoom]);
}
