import { expect, test } from "vitest";
import { address } from "../../api/client";
import { filterQuery, isFiltered, NO_FILTER, readFilter, sameFilter, serviceQuery } from "./run-filter";

test("a filter survives the way through the address", () => {
  const filter = readFilter(new URLSearchParams("segment=needs-you&status=failed,stalled&workflow=fusion.jsx&q=a+b&since=7d&sort=longest"));

  expect(filter).toEqual({ segment: "needs-you", status: ["failed", "stalled"], workflow: "fusion.jsx", store: "", q: "a b", since: "7d", until: "", sort: "longest" });
  expect(sameFilter(filter, readFilter(new URL(address("http://x/runs", filterQuery(filter))).searchParams))).toBe(true);
});

test("a segment that nobody knows is none", () => {
  expect(readFilter(new URLSearchParams("segment=nonsense")).segment).toBe("");
});

test("the service is not asked for an order that it does not know", () => {
  expect(serviceQuery({ ...NO_FILTER, sort: "tokens" }, 0)["sort"]).toBeUndefined();
});

test("no filter leaves the address clean", () => {
  expect(isFiltered(NO_FILTER)).toBe(false);
  expect(address("/runs", filterQuery(NO_FILTER))).toBe("/runs");
});

test("a span becomes a time, to the minute", () => {
  const now = 1_795_252_285_123;

  expect(serviceQuery({ ...NO_FILTER, since: "1h" }, now)["since"]).toBe(Math.floor((now - 3_600_000) / 60_000) * 60_000);
  expect(serviceQuery({ ...NO_FILTER, since: "nonsense" }, now)["since"]).toBeUndefined();
});

test("a span of a chart is asked for as it is", () => {
  const filter = readFilter(new URLSearchParams("since=1795248000000&until=1795251599999"));

  expect(serviceQuery(filter, 1_795_300_000_000)).toMatchObject({ since: "1795248000000", until: "1795251599999" });
  expect(readFilter(new URLSearchParams("until=tomorrow")).until).toBe("");
});
