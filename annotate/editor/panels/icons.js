/** Icons, drawn on a grid of 16 by 16 with the colour of the text. */

const SVG = "http://www.w3.org/2000/svg";

/** @type {Record<string, string>} Paths of strokes. */
const PATHS = {
  check: "M3 8.5 6.5 12 13 4.5",
  clock: "M8 4v4l2.5 2M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0Z",
  cloudOff: "M2 2l12 12M6 5.2A3.8 3.8 0 0 1 11.6 7 2.7 2.7 0 0 1 13 11.6M10 12H4.6A2.6 2.6 0 0 1 4.2 6.9",
  error: "M8 4.8v3.8M8 11h.01M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0Z",
  warning: "M8 6.2v3M8 11.4h.01M7.2 2.9 1.9 12a.9.9 0 0 0 .8 1.4h10.6a.9.9 0 0 0 .8-1.4L8.8 2.9a.9.9 0 0 0-1.6 0Z",
  up: "M4 10l4-4 4 4",
  down: "M4 6l4 4 4-4",
  left: "M10 4 6 8l4 4",
  right: "M6 4l4 4-4 4",
  arrowOut: "M3 8h9M8.5 4.5 12 8l-3.5 3.5",
  arrowIn: "M13 8H4M7.5 4.5 4 8l3.5 3.5",
  close: "M4 4l8 8M12 4l-8 8",
  plus: "M8 3.5v9M3.5 8h9",
  note: "M3.5 2.5h9v7l-3.5 4h-5.5Z M9 13.5V9.5h3.5",
  flag: "M4 14V2.5M4 3h8l-2 3 2 3H4",
  book: "M8 4C6.5 2.8 4.5 2.5 2.5 2.8v9.7c2-.3 4 0 5.5 1.2 1.5-1.2 3.5-1.5 5.5-1.2V2.8C11.5 2.5 9.5 2.8 8 4Zm0 0v9.5",
  history: "M2.5 3.5v3h3M2.7 6.300A5.7 5.7 0 1 1 2.5 9M8 5v3.300l2.2 1.4",
  help: "M6 6.200a2 2 0 1 1 2.9 1.900C8.3 8.4 8 8.8 8 9.5M8 11.700h.01M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0Z",
  search: "M7 11.5a4.5 4.5 0 1 1 0-9 4.5 4.5 0 0 1 0 9ZM10.3 10.3 13.5 13.5",
  skip: "M4 3.5 10 8l-6 4.5ZM12.5 3.5v9",
  trash: "M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.6 9h5.800l.6-9",
  swap: "M3 5.5h9M9.5 3 12 5.5 9.5 8M13 10.5H4M6.5 8 4 10.5 6.5 13",
  lock: "M4 7.5h8v6H4ZM5.5 7.5v-2a2.5 2.5 0 0 1 5 0v2",
  info: "M8 7.300v4M8 5h.01M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0Z",
};

/**
 * A decoration: what it says must also stand in words, or in the control's name.
 *
 * @param {keyof typeof PATHS | string} name
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "an-icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name] ?? "");
  svg.append(path);
  return svg;
}
