/** Work that can wait until what the annotator waits for has been painted. */

/** Where no frames are painted (a hidden page, a window behind others), each counts as painted after so many ms. */
const LONGEST = 120;

/**
 * Runs a job once the frames to come have been painted.
 *
 * @param {() => void} job
 * @param {number} [frames] how many
 * @returns {() => void} what cancels it
 */
export function afterFrame(job, frames = 1) {
  const paints = typeof requestAnimationFrame === "function" && !document.hidden;
  let frame = 0;
  let task = setTimeout(run, paints ? frames * LONGEST : 0);
  if (paints) wait(frames);
  return cancel;

  /** @param {number} left */
  function wait(left) {
    frame = requestAnimationFrame(() => {
      if (left > 1) return wait(left - 1);
      clearTimeout(task);
      task = setTimeout(run);
    });
  }

  function run() {
    cancel();
    job();
  }

  function cancel() {
    if (frame) cancelAnimationFrame(frame);
    clearTimeout(task);
  }
}

/** A browser without idle callbacks does the job after so many milliseconds. */
const PAUSE = 50;

/**
 * Runs a job when the browser has nothing else to do.
 *
 * @param {() => void} job
 * @returns {() => void} what cancels it
 */
export function whenIdle(job) {
  if (typeof requestIdleCallback === "function") {
    const asked = requestIdleCallback(job);
    return () => cancelIdleCallback(asked);
  }
  const timer = setTimeout(job, PAUSE);
  return () => clearTimeout(timer);
}
