// Where circles and labels of the niche map go, in pixels: circles pushed apart, labels where there is room for them.

/** @typedef {{id: string, name: string, parent: string, creators: number, median_followers: number | null, x: number,
 *   y: number, nearest: {id: string, similarity: number}[]}} Niche */
/** `label`: where its middle stands, or null where there is no room. @typedef {{niche: Niche, x: number, y: number, radius: number,
 *   label: {x: number, y: number, lines: string[]} | null}} Circle */
/** @typedef {{left: number, right: number, top: number, bottom: number}} Box */

const LEAST = 5;
const GAP = 3;
const ROUNDS = 200;
const LINE = 13;

/**
 * Circles by the number of creators, the largest first, with those that have a label.
 * @param {Niche[]} niches @param {number} width @param {number} height @param {number} zoom room grows faster than circles
 * @returns {Circle[]}
 */
export function arrange(niches, width, height, zoom) {
  const most = Math.max(1, ...niches.map((one) => one.creators));
  // All circles together cover about a fifth of the map that is not zoomed.
  const area = niches.reduce((sum, one) => sum + one.creators / most, 0) || niches.length;
  const largest = Math.min(Math.sqrt((width * height) / 5 / area / Math.PI), Math.min(width, height) / 7) / Math.sqrt(zoom);
  const margin = largest + 16;
  const places = spread(niches, width < height);
  const circles = niches.map((niche, place) => ({
    niche, radius: Math.max(LEAST, largest * Math.sqrt(niche.creators / most)), label: null,
    x: margin + places[place].x * (width - 2 * margin), y: margin + places[place].y * (height - 2 * margin),
  }));
  pushApart(circles, width, height);
  circles.sort((one, other) => other.radius - one.radius || one.niche.id.localeCompare(other.niche.id));
  return labelled(circles, width, height);
}

/** Places that fill the unit square; the map lies, and is turned where it has to stand.
 * @param {Niche[]} niches @param {boolean} standing */
function spread(niches, standing) {
  const [across, down] = [filled(niches.map((one) => one.x)), filled(niches.map((one) => one.y))];
  return niches.map((_, place) => (standing ? { x: down[place], y: across[place] } : { x: across[place], y: down[place] }));
}

/** @param {number[]} values */
function filled(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return values.map((value) => (value - low) / (high - low || 1));
}

/** @param {Circle[]} circles @param {number} width @param {number} height */
function pushApart(circles, width, height) {
  for (let round = 0; round < ROUNDS; round += 1) {
    let moved = false;
    circles.forEach((one, place) => {
      for (const other of circles.slice(place + 1)) moved = separate(one, other) || moved;
    });
    for (const one of circles) {
      one.x = Math.min(width - one.radius - 2, Math.max(one.radius + 2, one.x));
      one.y = Math.min(height - one.radius - 2, Math.max(one.radius + 2, one.y));
    }
    if (!moved) return;
  }
}

/** @param {Circle} one @param {Circle} other */
function separate(one, other) {
  const apart = Math.hypot(other.x - one.x, other.y - one.y) || 0.01;
  const missing = one.radius + other.radius + GAP - apart;
  if (missing <= 0) return false;
  // The smaller one gives way.
  const share = other.radius ** 2 / (one.radius ** 2 + other.radius ** 2);
  const [x, y] = [(other.x - one.x) / apart, (other.y - one.y) / apart];
  one.x -= x * missing * share;
  one.y -= y * missing * share;
  other.x += x * missing * (1 - share);
  other.y += y * missing * (1 - share);
  return true;
}

/** The larger a circle, the sooner it may choose: inside, else below, above or beside it, where nothing else is.
 * @param {Circle[]} circles @param {number} width @param {number} height @returns {Circle[]} */
function labelled(circles, width, height) {
  /** @type {Box[]} */
  const taken = circles.map((one) => around(one.x, one.y, 2 * one.radius, 2 * one.radius));
  return circles.map((one, place) => {
    for (const candidate of candidates(one)) {
      const box = around(candidate.x, candidate.y, longest(candidate.lines), candidate.lines.length * LINE);
      const others = taken.filter((_, index) => index !== place);
      if (inside(box, width, height) && !others.some((other) => overlap(box, other))) {
        taken.push(box);
        return { ...one, label: candidate };
      }
    }
    return one;
  });
}

/** @param {Circle} circle */
function* candidates({ niche, x, y, radius }) {
  const whole = [niche.name];
  for (const lines of [whole, wrapped(niche.name)]) {
    const [wide, high] = [longest(lines), lines.length * LINE];
    if (Math.hypot(wide / 2, high / 2) < radius) yield { x, y, lines };
    yield { x, y: y + radius + high / 2 + 1, lines };
    yield { x, y: y - radius - high / 2 - 1, lines };
    yield { x: x + radius + wide / 2 + 3, y, lines };
    yield { x: x - radius - wide / 2 - 3, y, lines };
  }
}

/** In two lines of about the same length. @param {string} name */
function wrapped(name) {
  const parts = name.split(' ');
  const lengths = parts.map((_, place) => Math.max(parts.slice(0, place).join(' ').length, parts.slice(place).join(' ').length));
  const place = lengths.indexOf(Math.min(...lengths));
  return place > 0 ? [parts.slice(0, place).join(' '), parts.slice(place).join(' ')] : [name];
}

const ruler = document.createElement('canvas').getContext('2d');
if (ruler) ruler.font = '12px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';
/** @param {string[]} lines */
const longest = (lines) => Math.max(...lines.map((line) => ruler?.measureText(line).width ?? 7 * line.length)) + 6;
/** @param {number} x @param {number} y @param {number} width @param {number} height @returns {Box} */
const around = (x, y, width, height) => ({ left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 });
/** @param {Box} box @param {number} width @param {number} height */
const inside = (box, width, height) => box.left >= 0 && box.top >= 0 && box.right <= width && box.bottom <= height;
/** @param {Box} one @param {Box} other */
const overlap = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
