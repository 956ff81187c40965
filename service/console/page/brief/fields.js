// The fields of a brief that constrain who matches: where each stands, how it is edited, what it is called.

/**
 * `list`: the vocabulary of its ids. `policy`: where it says what happens to creators whose value is unknown.
 * `constraints`: the names under which the funnel counts it.
 * @typedef {{id: string, label: string, path: import('./document.js').Path, kind: string, hint: string, list?: string,
 *   policy?: import('./document.js').Path, constraints?: string[], unit?: string}} Field
 */

/** @param {string} name @param {Omit<Field, 'id' | 'path' | 'policy'>} rest @returns {Field} */
const constraint = (name, rest) => ({ id: name, path: ['constraints', name], policy: ['constraints', name, 'unknown'], ...rest });

/** In the order in which people think of them. @type {Field[]} */
export const FIELDS = [
  constraint('platforms', { label: 'Platforms', kind: 'any_of', list: 'platforms', hint: 'An account on one of them' }),
  { id: 'excluded_platforms', label: 'Not on', path: ['constraints', 'excluded_platforms'], kind: 'ids', list: 'platforms', hint: 'Accounts there do not count' },
  constraint('followers', { label: 'Followers', kind: 'range', unit: 'followers', hint: 'Of the account that matches; without it 1,000 to 100,000' }),
  constraint('engagement_rate_pct', { label: 'Engagement', kind: 'range', unit: '%', hint: 'Engagement rate of that account' }),
  constraint('niches', { label: 'Niches', kind: 'any_of', list: 'niches', hint: 'What creators are about. The text alone ranks by it; this leaves others out' }),
  constraint('countries', { label: 'Countries', kind: 'any_of', list: 'countries', hint: 'Where creators live' }),
  constraint('cities', { label: 'Cities', kind: 'any_name', hint: 'Where creators live' }),
  constraint('languages', { label: 'Languages', kind: 'any_of', list: 'languages', hint: 'That creators post in' }),
  { id: 'audience', label: 'Audience', path: ['constraints', 'audience'], kind: 'audience', hint: 'At least a share of it of a country, an age, a gender or a language' },
  { id: 'deliverables', label: 'Deliverables', path: ['deliverables'], kind: 'deliverables', list: 'deliverable_kinds', policy: ['constraints', 'deliverables', 'unknown'],
    constraints: ['deliverables'], hint: 'What each creator makes; a budget per creator needs it' },
  { id: 'budget', label: 'Budget', path: ['budget'], kind: 'budget', constraints: ['budget_per_deliverable', 'budget_per_creator', 'budget_total'], hint: 'In all, for a creator, for a deliverable' },
  { id: 'add_ons', label: 'Add-ons', path: ['add_ons'], kind: 'add_ons', list: 'add_ons', hint: 'Usage rights, exclusivity and the like; priced, and nobody is left out for them' },
  { id: 'creators_wanted', label: 'Creators wanted', path: ['creators_wanted'], kind: 'whole', hint: 'How many; leaves nobody out' },
  { id: 'deadline', label: 'Deadline', path: ['deadline'], kind: 'date', constraints: ['deadline'], hint: 'The last day to publish; who is free only later is left out' },
  constraint('availability', { label: 'Availability', kind: 'window', hint: 'Free on every day of it' }),
  { id: 'promotes', label: 'Promotes', path: ['promotes'], kind: 'ids', list: 'topics', policy: ['constraints', 'refusals', 'unknown'],
    constraints: ['refusals'], hint: 'What the brief advertises; who refuses it is left out' },
  { id: 'excluded_topics', label: 'Not about', path: ['constraints', 'excluded_topics'], kind: 'ids', list: 'topics', hint: 'Niches that a creator is not about, topics that it has not promoted' },
  { id: 'excluded_creators', label: 'Without', path: ['constraints', 'excluded_creators'], kind: 'names', hint: 'Creators to leave out, by their external_id' },
  { id: 'standing', label: 'Standing brief', path: ['standing'], kind: 'standing', hint: 'Webhooks tell who enters and leaves the top of its matches' },
  { id: 'discoverable', label: 'Discoverable', path: ['discoverable'], kind: 'flag', hint: 'The marketplace may show the brief to creators' },
];

/** What a text says of a person and nothing can check. @type {Field} */
const TRAITS = { id: 'required_traits', label: 'The person', path: [], kind: 'none', hint: '' };

/** Fields that are no chips: they have their own place on the page. */
const ELSEWHERE = new Set(['title', 'text', 'status', 'preferences', 'ignore_readings', 'constraints']);
const POLICIES = new Set(['refusals', 'deliverables']);

/** All that a document and its readings hold, with those of another version of the service, which are shown and kept.
 * @param {import('./document.js').Document} document @param {{field: string}[]} readings @returns {Field[]} */
export function fieldsOf(document, readings) {
  const known = [...FIELDS, TRAITS];
  const paths = new Set(known.map((field) => field.path.join('/')));
  const others = [
    ...Object.keys(document).filter((key) => !ELSEWHERE.has(key)).map((key) => [key]),
    ...Object.keys(document.constraints ?? {}).filter((key) => !POLICIES.has(key)).map((key) => ['constraints', key]),
  ].filter((path) => !paths.has(path.join('/')));
  const ids = new Set(known.map((field) => field.id));
  const read = [...new Set(readings.map((reading) => fieldIdOf(reading.field)))].filter((id) => !ids.has(id));
  return [...known, ...others.map((path) => other(path[path.length - 1], path)), ...read.map((id) => other(id, []))];
}

/** The field that a reading is about: "followers.min" is about followers. @param {string} name */
export const fieldIdOf = (name) => name.split('.')[0];

/** The field that a step of the funnel counts. @param {string} constraint */
export function fieldOfConstraint(constraint) {
  return FIELDS.find((field) => field.id === constraint || field.constraints?.includes(constraint)) ?? null;
}

/** @param {string} id @param {string[]} path @returns {Field} */
const other = (id, path) => ({ id, label: id.replaceAll('_', ' '), path, kind: 'none', hint: '' });
