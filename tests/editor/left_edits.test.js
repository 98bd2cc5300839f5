import assert from "node:assert/strict";
import test from "node:test";

import { setsWithEditsLeft } from "../../annotate/editor/left_edits.js";
import { FakeStorage } from "./sync_fakes.js";

const HERE = { storeId: "store", setId: "here", annotator: "Ann Bell" };

test("edits are left that are of another set, of the same annotator and store, and of no open page", async () => {
  const storage = /** @type {any} */ (new FakeStorage());
  for (const key of [
    "annotate/edit/store/here/Ann%20Bell/c1/1/e1",
    "annotate/edit/store/gone/Ann%20Bell/c2/1/e1",
    "annotate/edit/store/gone/Ann%20Bell/c2/2/e2",
    "annotate/edit/store/open/Ann%20Bell/c3/1/e1",
    "annotate/edit/store/other/Bo/c4/1/e1",
    "annotate/edit/elsewhere/other/Ann%20Bell/c5/1/e1",
    "annotate/refused/store/refused/Ann%20Bell/e1",
    "something/else",
  ]) {
    storage.setItem(key, "{}");
  }
  const held = [{ name: "annotate/edit/store/open/Ann%20Bell/c3" }];
  const locks = /** @type {any} */ ({ query: async () => ({ held }) });
  assert.deepEqual(await setsWithEditsLeft({ storage, locks }, HERE), ["gone"]);
  assert.deepEqual(await setsWithEditsLeft({ storage, locks: undefined }, HERE), ["gone", "open"]);
});
