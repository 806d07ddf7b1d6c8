// Times whole processes of the CLI, the variants by turns. See README.md.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const rounds = Number(process.env.ROUNDS ?? 20);
const home = spawnSync(`${root}scripts/mvn`, ["--print-java-home"], { encoding: "utf8" }).stdout.trim();
const jar = `${root}chad-runs/target/${readdirSync(`${root}chad-runs/target`).find((name) => /^chad-runs-.*\.jar$/.test(name))}`;
const launcher = `${root}chad-runs/bin/chad-runs`;
const flags = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"];
const variants = {
  "launcher, cache": [launcher, "health"],
  "launcher, cache, table": [launcher, "health", "--table"],
  "JVM, no cache": [`${home}/bin/java`, ...flags, "-jar", jar, "health"],
  "JVM, no flags": [`${home}/bin/java`, "-jar", jar, "health"],
};

/** Wall seconds, and processor seconds of the child and its children. */
function time([command, ...args]) {
  const cpuBefore = childrenCpu();
  const before = process.hrtime.bigint();
  const { status, stderr } = spawnSync(command, args, { cwd: root, stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" });
  const wall = Number(process.hrtime.bigint() - before) / 1e9;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} exits with ${status}: ${stderr}`);
  return { wall, cpu: childrenCpu() - cpuBefore };
}

/** From the kernel's account of this process: user and system ticks of children that were waited for. */
function childrenCpu() {
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1].split(" ");
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

const times = Object.fromEntries(Object.keys(variants).map((name) => [name, []]));
for (const command of Object.values(variants)) time(command); // the first of each fills the system's cache
for (let round = 0; round < rounds; round += 1) {
  for (const [name, command] of Object.entries(variants)) times[name].push(time(command));
}
const median = (list) => list.slice().sort((a, b) => a - b)[Math.floor(list.length / 2)];
for (const [name, list] of Object.entries(times)) {
  const walls = list.map(({ wall }) => wall);
  const seconds = (value) => `${value.toFixed(3)} s`;
  console.log(
    `| ${name} | ${seconds(median(walls))} (${seconds(Math.min(...walls))}, ${seconds(Math.max(...walls))}) | ${seconds(median(list.map(({ cpu }) => cpu)))} |`,
  );
}
console.log(`load ${loadavg()[0].toFixed(1)}, ${rounds} rounds`);
