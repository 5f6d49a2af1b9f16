// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { test } from "node:test";
import { carried, hrefWith } from "../../main/web/state/place";

test("the range of time and the app go along to another page, what filters this one stays behind", () => {
  const query = new URLSearchParams("status=failed&range=6h&compare=before&app=shop&sort=-cost");
  assert.equal(carried("/cost", query), "/cost?range=6h&compare=before&app=shop");
  assert.equal(carried("/cost", new URLSearchParams("status=failed")), "/cost");
});

test("a parameter is changed, added and taken away, the others stay", () => {
  const at = { path: "/chats", query: new URLSearchParams("q=a b&app=shop") };
  assert.equal(hrefWith(at, { app: null, sort: "cost" }), "/chats?q=a+b&sort=cost");
  assert.equal(hrefWith(at, { q: "", app: "" }), "/chats");
});
