import type { ChaosStage } from './chaosStage.ts';
import type { Evidence } from './evidence.ts';

/** What `aita costs` tells of all exams together. */
export interface Costs {
  inputTokens: number;
  outputTokens: number;
  knownUsd: number;
  /** What it says of the ledger in the engine, when that differs from the journal. */
  complaint: string | null;
}

export async function readCosts(stage: ChaosStage): Promise<Costs> {
  const command = stage.start('costs', '--json', '--quiet', '--by', 'model');
  const exitCode = await command.done;
  const { text } = command.said;
  if (exitCode !== 0) throw new Error(`aita costs ended with ${exitCode}: ${text}`);
  const { total, ledger } = JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)) as {
    total: Omit<Costs, 'complaint'>;
    ledger: { verdict: string; isRight: boolean };
  };
  return { ...total, complaint: ledger.isRight ? null : ledger.verdict };
}

/** Sums of dollars in another order differ by less. */
const roundingUsd = 1e-6;

/** Where `aita costs` tells another sum than the lines of the journal come to. */
export function costsDifferences({ costs, journal }: Pick<Evidence, 'costs' | 'journal'>): string[] {
  const sum = (amount: (line: Evidence['journal'][number]) => number | null): number =>
    journal.reduce((total, line) => total + (amount(line) ?? 0), 0);
  const compared: [string, number, number][] = [
    ['tokens in', costs.inputTokens, sum(({ inputTokens }) => inputTokens)],
    ['tokens out', costs.outputTokens, sum(({ outputTokens }) => outputTokens)],
    ['dollars', costs.knownUsd, sum(({ costUsd }) => costUsd)],
  ];
  const different = compared.filter(([, told, summed]) => Math.abs(told - summed) > roundingUsd);
  return [
    ...different.map(([name, told, summed]) => `${name}: ${told} told, ${summed} in the journal`),
    ...(costs.complaint === null ? [] : [costs.complaint]),
  ];
}
