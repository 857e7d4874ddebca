import { table, type Row } from './compare.ts';

/** What `--json` writes. */
export interface ChaosReport {
  /** ISO date and time. */
  at: string;
  machine: { cores: number; node: string; platform: string };
  seed: number;
  kills: number;
  /** Calls in flight. */
  width: number;
  rows: Row[];
}

/** The README's table, in Markdown; `null`: nothing was measured yet. */
export function chaosFigures(report: ChaosReport | null): string {
  if (report === null) return 'Not measured yet: `npm run chaos -- --kills 100 --json bench/chaos.json`.';
  const { at, machine, kills, seed, width, rows } = report;
  const command = `npm run chaos -- --kills ${kills} --seed ${seed}`;
  const where = `${machine.cores} cores, ${machine.platform}, Node ${machine.node}`;
  return [`\`${command}\` on ${at.slice(0, 10)}: ${where}, ${width} calls in flight.`, '', table(rows)].join(
    '\n',
  );
}
