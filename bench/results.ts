import { cpus, totalmem } from 'node:os';
import { table, type Row } from './row.ts';
import { speedUpTable } from './speedUps.ts';

/** What `--json` writes: the rows, and the machine that they were measured on. */
export interface Results {
  /** ISO date and time. */
  at: string;
  machine: { cores: number; memoryGb: number; node: string; platform: string };
  rows: Row[];
}

export const resultsOf = (rows: Row[]): Results => ({
  at: new Date().toISOString(),
  machine: {
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1e9),
    node: process.versions.node,
    platform: process.platform,
  },
  rows,
});

/** The README's figures, in Markdown; `null`: nothing was measured yet. */
export function figures(results: Results | null): string {
  if (results === null) return 'Not measured yet: `npm run bench -- --json bench/results.json`.';
  const { at, machine, rows } = results;
  const where = `${machine.cores} cores, ${machine.memoryGb} GB, ${machine.platform}, Node ${machine.node}`;
  return [
    `\`npm run bench\` on ${at.slice(0, 10)}: ${where}. The plain loop is \`p-limit\` around the \`openai\` client, against the same loopback model in the same run; it keeps nothing.`,
    '',
    table(rows),
    '',
    'What many calls at once save, from the same run (at width 10 at least 9.5 times is asked for):',
    '',
    speedUpTable(rows.flatMap(({ span }) => span ?? [])),
  ].join('\n');
}
