// What more or less money would buy: the frontier of a plan and of its versions that differ in their budget alone.

import { compared, minus } from './decimal.js';

const CHANGE = 0.95;

/** @typedef {import('./shapes.js').Plan} Plan */
/** @typedef {import('./shapes.js').FrontierPoint} FrontierPoint */
/** From this budget on, so much is brought. `at`: money; `creators`: hired then.
 * @typedef {{at: string, value: number, creators: number}} Step */
/** `knots`: the line of a chart, flat where it is known to be. `steps`: where each further value begins.
 * @typedef {{points: FrontierPoint[], steps: Step[], knots: Step[], asked: string}} Frontier */

/** @type {Frontier} */
export const NO_FRONTIER = { points: [], steps: [], knots: [], asked: '' };

/**
 * The plan's frontier together with what was known before, as long as nothing but the budget changed.
 * @param {Plan} plan @param {Frontier} before @returns {Frontier}
 */
export function frontierWith(plan, before) {
  const asked = JSON.stringify({ ...plan.request, budget: plan.currency, name: null });
  const own = plan.lines.length ? [{ budget: plan.request.budget.total, price: plan.totals.price,
    creators: plan.totals.creators, value: plan.totals.value, bound: plan.bound }] : [];
  /** @type {Map<string, FrontierPoint>} */
  const found = new Map();
  for (const point of [...(before.asked === asked ? before.points : []), ...plan.frontier, ...own]) {
    const known = found.get(point.budget)?.value ?? -Infinity;
    if ((point.value ?? -Infinity) >= known) found.set(point.budget, point);
  }
  const points = [...found.values()].sort((a, b) => compared(a.budget, b.budget));
  const knots = knotsOf(points, plan.request.max_share_pct !== undefined);
  return { points, knots, steps: stepsOf(knots), asked };
}

/**
 * A plan that costs less than its budget could be had for what it costs, unless the budget limits single prices.
 * @param {FrontierPoint[]} points @param {boolean} limited @returns {Step[]}
 */
function knotsOf(points, limited) {
  const known = points.flatMap((one) => {
    if (one.value === null || one.price === null || one.creators === null) return [];
    const step = { value: one.value, creators: one.creators };
    const ends = limited || compared(one.price, one.budget) === 0 ? [one.budget] : [one.price, one.budget];
    return ends.map((at) => ({ at, ...step }));
  });
  known.sort((a, b) => compared(a.at, b.at) || a.value - b.value);
  /** @type {Step[]} */
  const rising = [];
  for (const one of known) {
    const last = rising.at(-1);
    rising.push(last && last.value > one.value ? { ...last, at: one.at } : one);
  }
  return rising.filter((one, place) => rising[place + 1] === undefined || compared(one.at, rising[place + 1].at) !== 0);
}

/** @param {Step[]} knots */
const stepsOf = (knots) => knots.filter((one, place) => place === 0 || one.value > knots[place - 1].value);

/**
 * What a budget buys: exact where it is known, otherwise between two values; null below the least.
 * @param {Frontier} frontier @param {string} budget @returns {{low: Step, high: Step, about: number} | null}
 */
export function boughtWith(frontier, budget) {
  const { knots } = frontier;
  const after = knots.findIndex((one) => compared(one.at, budget) > 0);
  const low = knots[after === -1 ? knots.length - 1 : after - 1];
  if (!low) return null;
  const high = after === -1 || compared(low.at, budget) === 0 ? low : knots[after];
  const way = high === low ? 0 : (Number(budget) - Number(low.at)) / (Number(high.at) - Number(low.at));
  return { low, high, about: low.value + way * (high.value - low.value) };
}

/** The budget from which on nothing more is gained, as far as was looked; null where the last one still gains. What is
 * left below the largest may only be change too small to hire anybody.
 * @param {Frontier} frontier @returns {Step | null} */
export function lastGain({ steps, knots }) {
  const [last, most] = [steps.at(-1), knots.at(-1)];
  return last && most && Number(last.at) < CHANGE * Number(most.at) ? last : null;
}

/** Another budget against this plan: `money` more (or less) and `value` more (or less), both above 0.
 * @typedef {{step: Step, money: string, value: number}} Change */

/** The nearest larger budget that brings more. @param {Frontier} frontier @param {Plan} plan @returns {Change | null} */
export function nextStep(frontier, plan) {
  const budget = plan.request.budget.total;
  const step = frontier.steps.find((one) => compared(one.at, budget) > 0 && one.value > plan.totals.value);
  return step ? { step, money: minus(step.at, budget), value: step.value - plan.totals.value } : null;
}

/** The nearest plan that costs less and brings less. @param {Frontier} frontier @param {Plan} plan @returns {Change | null} */
export function stepBefore(frontier, plan) {
  const spent = plan.totals.price;
  const step = frontier.steps.findLast((one) => compared(one.at, spent) < 0 && one.value < plan.totals.value);
  return step ? { step, money: minus(spent, step.at), value: plan.totals.value - step.value } : null;
}

/** Whole amounts for a slider, from the least that is known to buy something to where nothing more is gained.
 * @param {Frontier} frontier @param {string} budget @returns {{min: string, max: string}} */
export function rangeOf(frontier, budget) {
  const ends = [frontier.steps[0]?.at ?? budget, lastGain(frontier)?.at ?? frontier.knots.at(-1)?.at ?? budget, budget];
  const sorted = ends.sort(compared);
  const [least, most] = [BigInt(sorted[0].split('.')[0]), BigInt(sorted[2].split('.')[0]) + 1n];
  return frontier.knots.length ? { min: String(least), max: String(most) } : { min: '1', max: String(most * 2n) };
}
