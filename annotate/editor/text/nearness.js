/**
 * Makes the sections in view at once, and those near it as soon as all of the editor has been painted or one scrolls.
 * Of a text of usual length the others follow when the browser is idle; of a very long one they are made when they come
 * near, and given up when they are far: what is in the page costs a little at every frame, even unseen.
 */

/** @import {SectionView} from "./section_view.js" */

/** A text longer than this, in UTF-16 units, is not all kept in the page. */
const LONG = 200_000;
const NEAR = "150% 0px";
const FAR = "800% 0px";
/** A browser without idle callbacks makes a section every so many milliseconds. */
const PAUSE = 50;

/**
 * @param {readonly SectionView[]} sections
 * @param {HTMLElement} scroller
 * @param {AbortSignal} signal
 */
export function makeWhenNear(sections, scroller, signal) {
  watch(sections, scroller, NEAR, signal, (section, near) => near && section.materialise());
  if (isLong(sections)) watch(sections, scroller, FAR, signal, (section, near) => near || section.release());
}

/**
 * @param {readonly SectionView[]} sections
 * @param {HTMLElement} scroller
 * @param {string} rootMargin
 * @param {AbortSignal} signal
 * @param {(section: SectionView, near: boolean) => unknown} act
 */
function watch(sections, scroller, rootMargin, signal, act) {
  const byElement = new Map(sections.map((section) => [/** @type {Element} */ (section.element), section]));
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        const section = byElement.get(target);
        if (section) act(section, isIntersecting);
      }
    },
    { root: scroller, rootMargin },
  );
  for (const { element } of sections) observer.observe(element);
  signal.addEventListener("abort", () => observer.disconnect(), { once: true });
}

/**
 * Makes what is in view of a text that begins at its top.
 *
 * @param {readonly SectionView[]} sections
 */
export function makeFirst(sections) {
  // Not the scroller's own height: asked for it, the browser would lay everything out that is about to change.
  let room = innerHeight;
  for (const section of sections) {
    if (room <= 0) break;
    section.materialise();
    room -= section.height;
  }
}

/**
 * Makes all sections of a text of usual length, one in each pause or a few.
 *
 * @param {readonly SectionView[]} sections
 * @param {AbortSignal} signal
 */
export function makeWhenIdle(sections, signal) {
  if (isLong(sections)) return;
  let next = 0;
  const makeSome = (/** @type {IdleDeadline | undefined} */ deadline) => {
    do {
      if (signal.aborted) return;
      sections[next]?.materialise();
      next += 1;
    } while (next < sections.length && deadline && deadline.timeRemaining() > 8);
    if (next < sections.length) later();
  };
  const later = () => {
    if (typeof requestIdleCallback === "function") requestIdleCallback(makeSome);
    else setTimeout(makeSome, PAUSE);
  };
  later();
}

/** @param {readonly SectionView[]} sections */
function isLong(sections) {
  return (sections.at(-1)?.range.end ?? 0) > LONG;
}
