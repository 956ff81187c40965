// Fields of a creator that columns may become, in words, with how their cells are usually read. A test holds the paths
// against the service's contract; any other path can be typed.

/** @typedef {{path: string, label: string, transform?: string | string[]}} Field */
/** @typedef {{label: string, fields: Field[]}} Group */

const ACCOUNTS = 3;
const RATES = {
  ig_post: 'Instagram post', ig_carousel: 'Instagram carousel', ig_reel: 'Instagram reel', ig_story: 'Instagram story', ig_live: 'Instagram live',
  tt_video: 'TikTok video', tt_live: 'TikTok live', yt_dedicated: 'YouTube dedicated video', yt_integration: 'YouTube integration',
  yt_short: 'YouTube short', twitch_stream: 'Twitch stream', x_post: 'X post', fb_post: 'Facebook post', pin_post: 'Pinterest pin',
  li_post: 'LinkedIn post', snap_story: 'Snapchat story', podcast_read: 'Podcast read', blog_post: 'Blog post', ugc_asset: 'UGC asset',
};
const AGES = ['13-17', '18-24', '25-34', '35-44', '45-54', '55-64', '65+'];

/** @param {string} path @param {string} label @param {string | string[]} [transform] @returns {Field} */
const field = (path, label, transform) => (transform ? { path, label, transform } : { path, label });

/** @param {number} place @returns {Group} */
const account = (place) => ({
  label: `Account ${place + 1}`,
  fields: [
    field(`accounts.${place}.platform`, 'Platform', 'lower'), field(`accounts.${place}.handle`, 'Handle or address', 'handle'),
    field(`accounts.${place}.followers`, 'Followers', 'number'), field(`accounts.${place}.engagement_rate_pct`, 'Engagement rate', 'percent'),
    field(`accounts.${place}.engagement_basis`, 'Engagement of followers or views', 'lower'),
    field(`accounts.${place}.average_views`, 'Average views', 'number'), field(`accounts.${place}.as_of`, 'Day of these figures', 'date'),
  ],
});

/** @type {Group[]} */
export const GROUPS = [
  { label: 'Creator', fields: [
    field('external_id', 'Id (external_id)', 'identifier'), field('name', 'Name'), field('display_name', 'Display name'), field('text', 'Text about them (bio)'),
    field('content_samples', 'Content samples', 'list'), field('niches', 'Niches', 'list'), field('languages', 'Languages', ['list', 'language']),
    field('country', 'Country', 'country'), field('city', 'City'), field('profile_url', 'Profile address'), field('avatar_url', 'Picture address'),
    field('last_post_at', 'Time of the last post', 'date'),
  ] },
  ...Array.from({ length: ACCOUNTS }, (_, place) => account(place)),
  { label: 'Audience', fields: [
    field('audience.genders.female', 'Female %', 'percent'), field('audience.genders.male', 'Male %', 'percent'), field('audience.genders.other', 'Other genders %', 'percent'),
    ...AGES.map((age) => field(`audience.ages.${age}`, `Aged ${age} %`, 'percent')), field('audience.credibility_pct', 'Credibility %', 'percent'),
  ] },
  { label: 'Rate card', fields: [
    field('rate_card.currency', 'Currency', 'currency'), ...Object.entries(RATES).map(([kind, says]) => field(`rate_card.rates.${kind}`, `Price: ${says}`, 'money')),
    field('rate_card.negotiable', 'Negotiable'), field('rate_card.not_offered', 'Not offered', 'list'),
    field('rate_card.gifting.min_value', 'Works for gifts worth', 'money'), field('rate_card.gifting.kinds', 'Content for gifts', 'list'),
  ] },
  { label: 'Working together', fields: [
    field('sponsored.posts', 'Sponsored posts', 'number'), field('sponsored.topics', 'Topics of sponsors', 'list'),
    field('availability.from', 'Available from', 'date'), field('availability.to', 'Available to', 'date'), field('refusals', 'Works never for', 'list'),
  ] },
];

const KNOWN = new Map(GROUPS.flatMap((group) => group.fields.map((one) => [one.path, { ...one, group: group.label }])));

/** "Account 1: Followers" @param {string} path */
export function fieldLabel(path) {
  const found = KNOWN.get(path);
  if (!found) return path;
  return found.group.startsWith('Account') || found.group === 'Audience' ? `${found.group}: ${found.label}` : found.label;
}

/** How cells of a column become a field. @param {string} path @param {string} column */
export function usualSource(path, column) {
  const transform = KNOWN.get(path)?.transform ?? (path.startsWith('audience.') ? 'percent' : undefined);
  return transform ? { column, transform } : { column };
}
