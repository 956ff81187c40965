// A value over the last minutes, small: whether it falls or grows.

import { html } from '../vendor/preact-htm.js';
import { number } from '../format.js';

const WIDTH = 160;
const HEIGHT = 32;
const MOST = 4;

/** @param {{values: readonly number[], label: string}} props `label`: of what, with its unit */
export function Sparkline({ values, label }) {
  if (values.length < 2 || !values.some(Boolean)) return null; // a line along the ground tells nothing
  const top = Math.max(...values, 1);
  const points = values.map((value, place) => [(place / (values.length - 1)) * WIDTH, HEIGHT - MOST / 2 - (value / top) * (HEIGHT - MOST)]);
  const line = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  const said = `${label} while this page is open: first ${number(values[0])}, now ${number(values[values.length - 1])}, at most ${number(Math.max(...values))}`;
  return html`
    <svg class="sparkline" viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label=${said}>
      <title>${said}</title>
      <polygon class="under" points=${`0,${HEIGHT} ${line} ${WIDTH},${HEIGHT}`} />
      <polyline class="line" points=${line} vector-effect="non-scaling-stroke" />
    </svg>`;
}
