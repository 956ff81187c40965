// The efficient frontier: what each budget buys. Arrow keys or the pointer read a point, Enter or a click takes its budget.

import { html, useState } from '../vendor/preact-htm.js';
import { compact, money } from '../format.js';
import { boughtWith } from '../plan/frontier.js';
import { creators, figure, isCounted, unitWords } from '../plan/words.js';
import { extent, scale, ticks } from './frontier-scale.js';
import { useWidth } from './width.js';

const HEIGHT = 240;
const EDGE = { top: 14, right: 26, bottom: 30, left: 52 };
const STARTING_WIDTH = 640;
const LEAST_WIDTH = 240;
const TICK_WIDTH = 75;

/** @typedef {import('../plan/frontier.js').Step} Step */

/** @param {{frontier: import('../plan/frontier.js').Frontier, unit: import('../plan/shapes.js').Unit, currency: string,
 *   budget: string, onTake: ((budget: string) => void) | null}} props */
export function FrontierChart({ frontier, unit, currency, budget, onTake }) {
  const [box, room] = useWidth(STARTING_WIDTH);
  const width = Math.max(LEAST_WIDTH, room);
  const [pointed, setPointed] = useState(/** @type {number | null} */ (null));
  const { steps, knots } = frontier;
  const here = Math.max(0, steps.findLastIndex((one) => Number(one.at) <= Number(budget)));
  const place = Math.min(pointed ?? here, steps.length - 1);
  const step = steps[place];
  const { x, y, xTicks, yTicks } = axes(knots, budget, width);
  const readout = `${money(step.at, currency)} buy about ${figure(step.value, unit)} ${unitWords(unit)} with ${creators(step.creators)}`;
  const nearest = (/** @type {any} */ event) => {
    const left = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const away = steps.map((one) => Math.abs(x(Number(one.at)) - left));
    return away.indexOf(Math.min(...away));
  };
  const press = (/** @type {KeyboardEvent} */ event) => {
    const next = KEYS[event.key]?.(place, steps.length - 1);
    if (next !== undefined) setPointed(Math.max(0, Math.min(steps.length - 1, next)));
    else if (event.key === 'Enter' || event.key === ' ') onTake?.(step.at);
    else return;
    event.preventDefault();
  };
  const path = knots.map((one, number) => `${number ? 'L' : 'M'}${x(Number(one.at)).toFixed(1)} ${y(one.value).toFixed(1)}`).join('');
  const floor = HEIGHT - EDGE.bottom;
  return html`
    <div class="frontier" ref=${box}>
      <svg class="frontier-chart" width=${width} height=${HEIGHT} viewBox=${`0 0 ${width} ${HEIGHT}`} tabindex="0" role="slider"
        aria-label=${`Budgets and the ${unitWords(unit)} that they buy`} aria-valuemin="1" aria-valuemax=${steps.length} aria-valuenow=${place + 1} aria-valuetext=${readout}
        onKeyDown=${press} onBlur=${() => setPointed(null)} onPointerMove=${(/** @type {any} */ event) => setPointed(nearest(event))}
        onPointerLeave=${() => setPointed(null)} onClick=${(/** @type {any} */ event) => onTake?.(steps[nearest(event)].at)}>
        ${yTicks.map((value) => html`<g key=${`y${value}`}><line class="frontier-grid" x1=${EDGE.left} x2=${width - EDGE.right} y1=${y(value)} y2=${y(value)} /><text x=${EDGE.left - 8} y=${y(value) + 4} text-anchor="end">${isCounted(unit) ? compact(value) : figure(value, unit)}</text></g>`)}
        ${xTicks.map((value) => html`<text key=${`x${value}`} x=${x(value)} y=${HEIGHT - 8} text-anchor="middle">${money(value, currency, { whole: true })}</text>`)}
        ${knots.length > 1 && html`<path class="frontier-area" d=${`${path}L${x(Number(knots.at(-1)?.at))} ${floor}L${x(Number(knots[0].at))} ${floor}Z`} /><path class="frontier-line" d=${path} />`}
        ${steps.map((one) => html`<circle key=${one.at} class="frontier-point" cx=${x(Number(one.at))} cy=${y(one.value)} r="3.5" />`)}
        <${Chosen} frontier=${frontier} budget=${budget} x=${x} y=${y} floor=${floor} />
        ${pointed !== null && html`<line class="frontier-cursor" x1=${x(Number(step.at))} x2=${x(Number(step.at))} y1=${EDGE.top} y2=${floor} /><circle class="frontier-cursor" cx=${x(Number(step.at))} cy=${y(step.value)} r="7" />`}
      </svg>
      <p class="frontier-readout">${pointed === null ? html`<span class="hint">${hintWords(unit, onTake !== null)}</span>` : readout}</p>
    </div>`;
}

/** @type {Record<string, (place: number, last: number) => number>} */
const KEYS = {
  ArrowRight: (place) => place + 1, ArrowUp: (place) => place + 1, ArrowLeft: (place) => place - 1, ArrowDown: (place) => place - 1,
  PageUp: (place) => place + 3, PageDown: (place) => place - 3, Home: () => 0, End: (_, last) => last,
};

/** The budget that is wanted by now. @param {{frontier: import('../plan/frontier.js').Frontier, budget: string,
 *   x: (value: number) => number, y: (value: number) => number, floor: number}} props */
function Chosen({ frontier, budget, x, y, floor }) {
  const at = x(Number(budget));
  const bought = boughtWith(frontier, budget);
  return html`<line class="frontier-chosen" x1=${at} x2=${at} y1=${EDGE.top} y2=${floor} />
    ${bought && html`<circle class="frontier-chosen" cx=${at} cy=${y(bought.about)} r="5.5" />`}`;
}

/** @param {Step[]} knots @param {string} budget @param {number} width */
function axes(knots, budget, width) {
  const money = extent([...knots.map((one) => Number(one.at)), Number(budget)], 0.04, 0.02);
  const value = extent(knots.map((one) => one.value), 0.25, 0.08);
  return {
    x: scale(money, [EDGE.left, width - EDGE.right]), y: scale(value, [HEIGHT - EDGE.bottom, EDGE.top]),
    xTicks: ticks(...money, Math.max(2, Math.floor((width - EDGE.left) / TICK_WIDTH))), yTicks: ticks(...value, 5),
  };
}

/** @param {import('../plan/shapes.js').Unit} unit @param {boolean} takes */
const hintWords = (unit, takes) => `The budget across, ${unitWords(unit)} up; the scale need not begin at 0. ${takes ? 'Click a point, or use arrow keys and Enter, to take its budget.' : 'Arrow keys read the points.'}`;
