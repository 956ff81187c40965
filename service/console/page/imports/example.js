// A small file to try an import with, as another tool would export it. Nobody in it exists; example- begins their ids.

const ROWS = [
  ['Username', 'Full Name', 'Platform', 'Followers', 'Engagement Rate', 'Bio', 'Country', 'Languages', 'Price per reel'],
  ['@example.nora.bakes', 'Nora Example', 'instagram', '12.4K', '3.4%', 'Sourdough, rye and what to do with stale bread', 'Germany', 'German, English', '€350'],
  ['@example.tomas.climbs', 'Tomas Example', 'instagram', '8,950', '5.1%', 'Bouldering on weekends, training plans for beginners', 'Austria', 'German', '€220'],
  ['@example.ines.paints', 'Ines Example', 'tiktok', '31K', '6.2%', 'Watercolour sketches from trains', 'Portugal', 'Portuguese', '€410'],
  ['@example.bad.row', 'Bad Row Example', 'instagram', 'many', '2%', 'This row says how problems are shown', 'Germany', 'German', '€90'],
];

/** @returns {File} */
export function exampleFile() {
  const lines = ROWS.map((row) => row.map((cell) => (/[",]/.test(cell) ? `"${cell}"` : cell)).join(','));
  return new File([lines.join('\n') + '\n'], 'example-creators.csv', { type: 'text/csv' });
}
