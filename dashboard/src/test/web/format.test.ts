import assert from "node:assert/strict";
import { test } from "node:test";
import { ago, bytes, change, compact, count, duration, exactMoney, many, money, percent, UNKNOWN } from "../../main/web/format";

test("what nobody knows is never written as 0", () => {
  for (const write of [count, compact, money, exactMoney, percent, duration, bytes]) {
    assert.equal(write(null), UNKNOWN);
    assert.equal(write(undefined), UNKNOWN);
    assert.equal(write(Number.NaN), UNKNOWN);
  }
  assert.equal(change(5, 0), UNKNOWN);
  assert.equal(ago("no time", 0), UNKNOWN);
});

test("money shows cents from a dollar on, and two digits that count below", () => {
  assert.equal(money(0), "$0.00");
  assert.equal(money(1234.567), "$1,234.57");
  assert.equal(money(0.123456), "$0.12");
  assert.equal(money(0.000123456), "$0.00012");
  assert.equal(money(1_234_567), "$1.235M");
  assert.equal(exactMoney(0.000123456789), "$0.000123456789");
  assert.equal(exactMoney(1_007_506.300_325_060_787), "$1,007,506.30032506", "no digit that a number does not carry");
});

test("durations have two units at most", () => {
  assert.equal(duration(0), "0 s");
  assert.equal(duration(0.0000425), "42.5 µs");
  assert.equal(duration(0.34), "340 ms");
  assert.equal(duration(59.94), "59.9 s");
  assert.equal(duration(60), "1 min");
  assert.equal(duration(200), "3 min 20 s");
  assert.equal(duration(7500), "2 h 5 min");
  assert.equal(duration(3 * 86_400 + 4 * 3600), "3 d 4 h");
});

test("a change is told as a share, from ten times as much on as a factor", () => {
  assert.equal(change(112, 100), "+12%");
  assert.equal(change(95.5, 100), "-4.5%");
  assert.equal(change(100, 100), "0%");
  assert.equal(change(1200, 100), "12×");
});

test("how long ago something was is told in what counts", () => {
  const now = Date.parse("2026-03-01T12:00:00Z");
  assert.equal(ago("2026-03-01T11:59:59Z", now), "now");
  assert.equal(ago("2026-03-01T11:59:15Z", now), "45 s ago");
  assert.equal(ago("2026-03-01T11:30:10Z", now), "29 min ago");
  assert.equal(ago("2026-03-01T14:30:00Z", now), "in 2 h");
});

test("one is told as one", () => {
  assert.equal(many(1, "call"), "1 call");
  assert.equal(many(0, "call"), "0 calls");
  assert.equal(many(1234, "call"), "1,234 calls");
});
