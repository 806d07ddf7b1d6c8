// `npm ci`, once per lock file: the Maven build calls this each time.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const stamp = "node_modules/.installed-lock";
const lock = createHash("sha256").update(readFileSync("package-lock.json")).digest("hex");
const isWhole = existsSync(stamp) && existsSync("wire/node_modules") && readFileSync(stamp, "utf8") === lock;
if (isWhole) process.exit(0);
const installed = spawnSync("npm", ["ci", "--prefer-offline", "--no-audit", "--no-fund"], { stdio: "inherit" });
if (installed.status !== 0) process.exit(installed.status ?? 1);
writeFileSync(stamp, lock);
