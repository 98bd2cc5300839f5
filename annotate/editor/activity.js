/** Time on task: seconds in which somebody was at work, told to the server now and then. */

/** Without a key, a move or a scroll for so long, nobody is at work. In ms. */
const IDLE = 60_000;
const TICK = 5_000;
/** How many seconds are gathered before they are told. */
const ENOUGH = 60;

/**
 * @param {HTMLElement} root
 * @param {(seconds: number) => Promise<void>} tell
 * @param {AbortSignal} signal
 */
export function countActivity(root, tell, signal) {
  let last = performance.now();
  let seconds = 0;
  const flush = () => {
    const told = seconds;
    seconds = 0;
    // What could not be told is told the next time.
    if (told > 0) tell(told).catch(() => (seconds += told));
  };
  const seen = () => (last = performance.now());
  for (const type of ["pointermove", "pointerdown", "keydown", "wheel", "touchmove"]) {
    root.addEventListener(type, seen, { signal, passive: true });
  }
  const timer = setInterval(() => {
    if (document.visibilityState !== "visible" || performance.now() - last > IDLE) return;
    seconds += TICK / 1000;
    if (seconds >= ENOUGH) flush();
  }, TICK);
  addEventListener("pagehide", flush, { signal });
  signal.addEventListener("abort", () => {
    clearInterval(timer);
    flush();
  });
}
