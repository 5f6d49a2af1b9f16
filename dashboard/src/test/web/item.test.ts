import assert from "node:assert/strict";
import { test } from "node:test";
import { nameIn, segment } from "../../main/web/state/item";

const NAMES = ["", ".", "..", "...", "~", "~.", "~..", "~~", "~a", "a", "a b", "a+b", "a/b", "%2F", "unknown", "é", "?x=1#y"];

test("every name comes back from its segment, and no two share one", () => {
  for (const name of NAMES) {
    assert.equal(nameIn(segment(name)), name);
  }
  assert.equal(new Set(NAMES.map(segment)).size, NAMES.length);
});

test("no segment is resolved by a browser", () => {
  for (const name of NAMES) {
    const path = `/agents/${segment(name)}`;
    assert.equal(new URL(path, "http://localhost").pathname, path);
  }
});

test("what encodes nothing is no name", () => assert.equal(nameIn("100%"), null));
