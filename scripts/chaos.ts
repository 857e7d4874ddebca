import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { ChaosReport } from './chaos/chaosFigures.ts';
import { runChaos, type ChaosOptions } from './chaos/chaosRun.ts';
import { openChaosStage } from './chaos/chaosStage.ts';
import { compare, table, type Row } from './chaos/compare.ts';
import { readEvidence } from './chaos/readEvidence.ts';

// npm run chaos [-- --kills 100] [--seed 1] [--width 8] [--json FILE]: kills real runs at random moments and compares
// what the model saw with what is left. Ends with 1 when anything was bought twice, lost, invented, miscounted or torn.
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    width: { type: 'string', default: '8' },
    json: { type: 'string' },
  },
});
const kills = wholeNumber('kills', values.kills);
const seed = wholeNumber('seed', values.seed);
const width = wholeNumber('width', values.width);
const startedAt = Date.now();
const onLine = (line: string) => void process.stderr.write(`${seconds()} ${line}\n`);
const size = { students: 12, pages: 6, questions: 12 };

const rows = await killAndCompare({ kills, seed, size, onLine });
const findings = rows.flatMap(({ name, findings: found }) => found.map((finding) => `${name}: ${finding}`));
console.log(table(rows));
for (const finding of findings) process.stderr.write(`${finding}\n`);
onLine(
  `seed ${seed}, ${findings.length === 0 ? 'all rows as they should be' : `${findings.length} findings`}`,
);
if (values.json) writeReport(values.json, rows);
process.exitCode = findings.length === 0 ? 0 : 1;

async function killAndCompare(options: ChaosOptions): Promise<Row[]> {
  await using stage = await openChaosStage({ seed: options.seed, width, latencyMs: 400 });
  // The engine outlives its starters; Ctrl-C must not leave it behind.
  process.once('SIGINT', () => void stage[Symbol.asyncDispose]().then(() => process.exit(130)));
  onLine(`seed ${options.seed}, width ${width}, in ${stage.folder}`);
  try {
    const found = compare(await readEvidence(stage, await runChaos(stage, options), width));
    if (found.some((row) => row.findings.length > 0)) stage.keep();
    return found;
  } catch (error) {
    stage.keep();
    throw error;
  }
}

function writeReport(file: string, found: Row[]): void {
  const machine = { cores: cpus().length, node: process.versions.node, platform: process.platform };
  const report: ChaosReport = { at: new Date().toISOString(), machine, seed, kills, width, rows: found };
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}

function wholeNumber(name: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new Error(`--${name} must be a whole number, not "${text}".`);
}

function seconds(): string {
  return `${((Date.now() - startedAt) / 1000).toFixed(1).padStart(6)} s`;
}
