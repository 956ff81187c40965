// What newcomers find in the composer: a brief whose constraints all stand in its prose.

/** @type {import('./document.js').Document} */
export const EXAMPLE = {
  text: `Pan & Parlour makes stir-in sauces with short ingredient lists. We are looking for 5 home cooks on Instagram \
who put dinner on the table on a Tuesday, not plated restaurant food. They post in English, have 2k to 80k followers \
and an engagement rate of at least 2 %.

One reel showing a full meal with one jar, and two stories with your honest verdict. Mess is welcome, hands in shot \
please. Up to £700 per creator, £3,000 in total. Nobody who promotes gambling.`,
};

/** @type {import('./document.js').Document} */
export const EMPTY = { text: '' };
