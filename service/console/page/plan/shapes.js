// What the API answers about plans, as far as this view reads it. Types alone: no script loads it.

/** @typedef {{low: number, expected: number, high: number}} Range */
/** @typedef {{low: string, expected: string, high: string}} Costs */
/** @typedef {{reach: Range | null, engagements: Range | null}} Forecast */
/** @typedef {{per_engagement: Costs | null, per_1000_reach: Costs | null}} Cost */
/** @typedef {{kind: string, quantity: number}} Deliverable */
/** @typedef {{name?: string, deliverables: Deliverable[]}} Mix */
/** @typedef {{platform?: string, country?: string, niche?: string, tier?: string, language?: string, min?: number,
 *   max?: number}} Quota */
/** @typedef {{external_id: string, mix: string, price: string, price_change: string, value_change: number}} Alternate */
/** @typedef {{amount: string | null, currency: string, low?: string, high?: string,
 *   converted?: {amount: string, currency: string}}} Price as a rate card, a product or an estimate has it */
/** @typedef {{external_id: string, locked: boolean, mix: string, deliverables: Deliverable[],
 *   price: {amount: string, currency: string, basis: string, details: Price}, forecast: Forecast, cost: Cost,
 *   fit: number, rank: number | null, value: number, alternates: Alternate[]}} Line */
/** @typedef {{creators: number, price: string, unspent: string, value: number, overlap_cost: number,
 *   forecast: Forecast, cost: Cost, reach_known: number, engagements_known: number}} Totals */
/** @typedef {{external_id: string, rank: number | null, reason: string, message: string, loses: number | null}} LeftOut */
/** @typedef {{budget: string, price: string | null, creators: number | null, value: number | null,
 *   bound: number | null}} FrontierPoint */
/** @typedef {{message: string, patch: Patch}} Repair */
/** @typedef {{top?: number, creators?: string[], shortlisted?: boolean, must_have?: string[],
 *   excluded?: string[]}} Candidates */
/** @typedef {{name?: string, budget: {total: string, currency: string}, creators: {min: number, max: number},
 *   candidates: Candidates, mixes: Mix[], quotas?: Quota[], max_share_pct?: number, objective: Record<string, number>,
 *   overlap_penalty: number, estimated_prices: boolean, gap_pct: number, seconds: number, frontier: boolean,
 *   locked?: string[]}} Request with all its defaults */
/** A JSON merge patch of a request. @typedef {Record<string, any>} Patch */
/** @typedef {'engagements' | 'reach' | 'fit' | 'blend'} Unit */
/** @typedef {{id: string, brief_id: string, name: string | null, version: number, latest_version: number,
 *   accepted_version: number | null, accepted_at: string | null, created_at: string, solved_at: string,
 *   status: 'optimal' | 'feasible' | 'stopped' | 'infeasible'}} Summary */
/** @typedef {Summary & {request: Request, currency: string, unit: Unit, lines: Line[], erased_lines?: number,
 *   totals: Totals, bound: number | null, gap_pct: number | null, next_money: {value_per_unit: number | null},
 *   left_out: LeftOut[], frontier: FrontierPoint[], repairs: Repair[],
 *   considered: {candidates: number, options: number, refused: Record<string, number>, not_found: string[]},
 *   rates_as_of: string | null, rates_are_old: boolean, took_ms: {in_all: number}}} Plan */
/** @typedef {{id: string, title?: string, text: string, status: string, deliverables?: Deliverable[],
 *   creators_wanted?: number, budget?: {currency: string, per_creator?: string, total?: string},
 *   readings: {field: string, value: any, status: string}[],
 *   resolved_constraints: {constraint: string, value: any}[]}} Brief */

export {};
