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
  let counted = last;
  let isInView = document.visibilityState === "visible";
  let seconds = 0;
  /** Counts the time since it was called last; none of it where the machine slept, since that ticks late. */
  const count = () => {
    const now = performance.now();
    const isAwake = now - counted <= 2 * TICK;
    if (isInView && isAwake && now - last <= IDLE) seconds += (now - counted) / 1000;
    counted = now;
    isInView = document.visibilityState === "visible";
  };
  const flush = () => {
    const told = Math.round(seconds * 10) / 10;
    seconds = 0;
    // What could not be told is told the next time.
    if (told > 0) tell(told).catch(() => (seconds += told));
  };
  const seen = () => (last = performance.now());
  for (const type of ["pointermove", "pointerdown", "keydown", "wheel", "touchmove"]) {
    root.addEventListener(type, seen, { signal, passive: true });
  }
  const timer = setInterval(() => {
    count();
    if (seconds >= ENOUGH) flush();
  }, TICK);
  const end = () => {
    count();
    flush();
  };
  document.addEventListener("visibilitychange", count, { signal });
  addEventListener("pagehide", end, { signal });
  signal.addEventListener("abort", () => {
    clearInterval(timer);
    end();
  });
}
