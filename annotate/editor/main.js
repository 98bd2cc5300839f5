/** The editor's entry: mounts one annotation set into an element of the page. */

import { Session } from "./session.js";

/** @import {MountOptions} from "./types.js" */

/**
 * Loads an annotation set and shows it.
 *
 * @param {HTMLElement} parent
 * @param {MountOptions} options
 * @returns {{update(options: MountOptions): void, unmount(): void}} `update` with the same set keeps the editor and
 *   takes the new token and callbacks; with another set it begins anew
 */
export function mount(parent, options) {
  let session = new Session(parent, options);
  session.start();
  return {
    update(next) {
      if (next.set === session.set) return session.update(next);
      session.dispose();
      session = new Session(parent, next);
      session.start();
    },
    unmount() {
      session.dispose();
    },
  };
}
