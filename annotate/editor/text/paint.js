/**
 * Draws one run of text with the lines of its spans beneath. Lines, tints and tags take no room in the line: text never
 * moves when spans come and go. Colours are custom properties, one for each label (see `theme.js`).
 */

/**
 * @import {Piece, Segment} from "./segments.js"
 */

/** `left`: px from the start of the run; null at its end. @typedef {{text: string, label: string, left: number | null}} Tag */

/**
 * What a run looks like. Two with the same look are the same to the eye.
 *
 * @typedef {{start: number, end: number, pieces: Piece[], style: string, tags: Tag[]}} Look
 */

/** @typedef {Look & {node: Text, element: HTMLElement | null}} Run */

/** Room under the text in px; must be `padding-bottom` of `.an-run` in text.css. */
const ROOM = 18;
/** From lane to lane, in px: six fit with lines of two px, nine with lines of one; more share what room there is. */
const LANE = 3;
const NARROW_LANE = 2;
/** Width of a tag's letter and the space behind a tag, in px. */
const TAG_LETTER = 6;
const TAG_SPACE = 4;
/** Widths of the text's letters in px, never more than they are: measuring them would lay the text out again. */
const NARROW = /[\s.,:;!|()[\]{}'’‘"“”fijlrtI\p{M}-]/u;
const NARROW_LETTER = 4;
const LETTER = 7.5;

/**
 * @param {Segment} segment
 * @param {ReadonlyMap<string, number>} lanes
 * @param {ReadonlyMap<string, string>} tags by label
 * @returns {Look}
 */
export function lookOf({ start, end, pieces }, lanes, tags) {
  if (!pieces.length) return { start, end, pieces, style: "", tags: [] };
  return { start, end, pieces, style: styleOf(start, end, pieces, lanes), tags: tagsOf(start, end, pieces, tags) };
}

/**
 * @param {Look} a
 * @param {Look} b
 */
export function looksSame(a, b) {
  return (
    a.start === b.start &&
    a.end === b.end &&
    a.style === b.style &&
    a.tags.length === b.tags.length &&
    a.tags.every(({ text, label, left }, i) => {
      const other = b.tags[i];
      return text === other?.text && label === other.label && left === other.left;
    })
  );
}

/**
 * @param {string} text of the article
 * @param {Look} look
 * @returns {Run}
 */
export function paintRun(text, look) {
  const node = document.createTextNode(text.slice(look.start, look.end));
  if (!look.pieces.length) return { ...look, node, element: null };
  const element = document.createElement("span");
  element.className = look.tags.length ? "an-run an-tagged" : "an-run";
  element.style.cssText = look.style;
  element.append(...look.tags.filter(opens).map(tagElement), node);
  // Behind the text, for that is where its place in the line is: a run of two lines ends in the second.
  element.append(...look.tags.filter((tag) => !opens(tag)).map(tagElement));
  return { ...look, node, element };
}

/** The piece that a click on a run means: the shortest that is not only a connection. @param {readonly Piece[]} pieces */
export function innermost(pieces) {
  return pieces.findLast((piece) => !piece.gap);
}

/**
 * @param {number} start
 * @param {number} end
 * @param {readonly Piece[]} pieces
 * @param {ReadonlyMap<string, number>} lanes
 */
function styleOf(start, end, pieces, lanes) {
  const depth = Math.max(...lanes.values()) + 1;
  const pitch = depth * LANE <= ROOM ? LANE : Math.min(NARROW_LANE, ROOM / depth);
  const height = pitch === LANE ? 2 : 1;
  const layers = pieces.map((piece) => {
    const bottom = ROOM + 1 - height - (lanes.get(piece.id) ?? 0) * pitch;
    return lineOf(piece, piece.opens && piece.start === start, piece.closes && piece.end === end, bottom, height);
  });
  const inner = innermost(pieces);
  const hue = inner ? `--an-hue:var(--an-label-${inner.label});` : "";
  layers.push(`linear-gradient(var(--an-tint),var(--an-tint)) 0 0/100% calc(100% - ${ROOM}px) no-repeat`);
  return `${hue}background:${layers.join(",")}`;
}

/**
 * One lane's line as a background layer. Where a fragment opens or closes, a pixel is left free, so that neighbours on
 * one lane stay two.
 *
 * @param {Piece} piece
 * @param {boolean} opens
 * @param {boolean} closes
 * @param {number} bottom px from the bottom
 * @param {number} thickness in px
 */
function lineOf(piece, opens, closes, bottom, thickness) {
  const color = `var(--an-label-${piece.label})`;
  const height = piece.gap ? 1 : thickness;
  const inset = Number(opens) + Number(closes);
  const left = opens ? "1px" : "0";
  return `${imageOf(piece, color)} ${left} calc(100% - ${bottom}px)/calc(100% - ${inset}px) ${height}px no-repeat`;
}

/**
 * @param {Piece} piece
 * @param {string} color
 */
function imageOf(piece, color) {
  if (piece.gap) return `repeating-linear-gradient(90deg,${color} 0 2px,transparent 2px 5px)`;
  if (piece.unsure) return `repeating-linear-gradient(90deg,${color} 0 5px,transparent 5px 8px)`;
  return `linear-gradient(${color},${color})`;
}

/**
 * The letters that name a label without its colour, above where a fragment begins; an ellipsis where it goes on elsewhere.
 *
 * @param {number} start
 * @param {number} end
 * @param {readonly Piece[]} pieces
 * @param {ReadonlyMap<string, string>} tags
 * @returns {Tag[]}
 */
function tagsOf(start, end, pieces, tags) {
  /** @type {Tag[]} */
  const found = [];
  let left = 0;
  for (const { gap, opens, first, label, start: from } of pieces) {
    if (gap || !opens || from !== start) continue;
    const text = (first ? "" : "…") + (tags.get(label) ?? label.slice(0, 2));
    found.push({ text, label, left });
    left += widthOf(text);
  }
  for (const { gap, closes, last, label, end: to } of pieces) {
    if (!gap && closes && !last && to === end) found.push({ text: "…", label, left: null });
  }
  return found;
}

/**
 * Moves tags aside that would lie over those of a short run before them. The text stays where it is.
 *
 * @param {string} text of the article
 * @param {readonly Look[]} looks of the runs that follow one another
 */
export function partTags(text, looks) {
  let over = 0; // px that the tags so far reach into the next run
  for (const { start, end, tags } of looks) {
    let reach = over;
    for (const tag of tags) {
      if (tag.left === null) continue;
      tag.left = Math.max(tag.left, reach);
      reach = tag.left + widthOf(tag.text);
    }
    over = reach && Math.max(0, reach - lettersWide(text.slice(start, Math.min(end, start + Math.ceil(reach)))));
  }
}

/** Room that a tag takes, in px. @param {string} tag */
function widthOf(tag) {
  return tag.length * TAG_LETTER + TAG_SPACE;
}

/** @param {string} text */
function lettersWide(text) {
  let width = 0;
  for (const letter of text) width += NARROW.test(letter) ? NARROW_LETTER : LETTER;
  return width;
}

/** @param {Tag} tag */
function opens({ left }) {
  return left !== null;
}

/** @param {Tag} tag */
function tagElement({ text, label, left }) {
  const element = document.createElement("i");
  element.className = left === null ? "an-run-tag an-tag-behind" : "an-run-tag";
  element.ariaHidden = "true";
  // Shown by CSS: the text of the article stays the only text in here.
  element.dataset["tag"] = text;
  const place = left === null ? "" : `inset-inline-start:${left}px;`;
  element.style.cssText = `${place}color:var(--an-label-${label})`;
  return element;
}
