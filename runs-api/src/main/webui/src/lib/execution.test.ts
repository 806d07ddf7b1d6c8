import { describe, expect, it } from "vitest";
import { executionFields, executionForm, executionWords, NO_EXECUTION } from "./execution";

describe("the engine's options", () => {
  it("leaves out what was not filled in", () => {
    expect(executionFields(NO_EXECUTION)).toEqual({});
    expect(executionWords({})).toEqual([]);
  });

  it("of an earlier run are those of a form that gives them again", () => {
    const fields = { maxConcurrency: 3, logDir: "logs/night", log: false, allowNetwork: true, toolTimeoutMs: 900 };

    expect(executionFields(executionForm(fields))).toEqual(fields);
    expect(executionForm({})).toEqual(NO_EXECUTION);
  });

  it("are fields of the request and options of the command", () => {
    const fields = executionFields({
      maxConcurrency: " 3 ",
      root: "sandbox/night ",
      logDir: "logs/night",
      log: "no",
      allowNetwork: "yes",
      maxOutputBytes: "5000",
      toolTimeoutMs: "900",
    });
    expect(fields).toEqual({
      maxConcurrency: 3,
      root: "sandbox/night",
      logDir: "logs/night",
      log: false,
      allowNetwork: true,
      maxOutputBytes: 5000,
      toolTimeoutMs: 900,
    });
    expect(executionWords(fields).join(" ")).toBe(
      "--max-concurrency 3 --root sandbox/night --log-dir logs/night --no-log --allow-network --max-output-bytes 5000 --tool-timeout-ms 900",
    );
  });

  it("tells a switch that is turned back from one that is left alone", () => {
    expect(executionFields({ ...NO_EXECUTION, log: "yes", allowNetwork: "no" })).toEqual({ log: true, allowNetwork: false });
    expect(executionWords({ log: true, allowNetwork: false })).toEqual(["--log", "--no-allow-network"]);
  });
});
