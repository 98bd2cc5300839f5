/** Makes the sections near the view at once, and the others when the browser has nothing else to do. */

/** @import {SectionView} from "./section_view.js" */

/** A browser without idle callbacks makes a section every so many milliseconds. */
const PAUSE = 50;

/**
 * @param {readonly SectionView[]} sections
 * @param {HTMLElement} scroller
 * @param {AbortSignal} signal
 */
export function makeWhenNear(sections, scroller, signal) {
  makeFirst(sections, scroller.clientHeight || innerHeight);
  const byElement = new Map(sections.map((section) => [/** @type {Element} */ (section.element), section]));
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        byElement.get(target)?.materialise();
        observer.unobserve(target);
      }
    },
    { root: scroller, rootMargin: "150% 0px" },
  );
  const waiting = sections.filter(({ made }) => !made);
  for (const { element } of waiting) observer.observe(element);
  signal.addEventListener("abort", () => observer.disconnect(), { once: true });
  makeWhenIdle(waiting, signal);
}

/**
 * @param {readonly SectionView[]} sections
 * @param {number} height of the view
 */
function makeFirst(sections, height) {
  let room = height;
  for (const section of sections) {
    if (room <= 0) break;
    section.materialise();
    room -= parseFloat(section.element.style.getPropertyValue("--an-section-height"));
  }
}

/**
 * @param {readonly SectionView[]} waiting
 * @param {AbortSignal} signal
 */
function makeWhenIdle(waiting, signal) {
  let next = 0;
  const makeSome = (/** @type {IdleDeadline | undefined} */ deadline) => {
    do {
      if (signal.aborted) return;
      waiting[next]?.materialise();
      next += 1;
    } while (next < waiting.length && deadline && deadline.timeRemaining() > 8);
    if (next < waiting.length) later();
  };
  const later = () => {
    if (typeof requestIdleCallback === "function") requestIdleCallback(makeSome);
    else setTimeout(makeSome, PAUSE);
  };
  if (waiting.length) later();
}
