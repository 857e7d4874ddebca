import { avoidableRepeats } from './avoidableRepeats.ts';
import { inventedItems, lostItems, miscounts } from './compareItems.ts';
import { compareLedger, unbookedCalls } from './compareLedger.ts';
import { costsDifferences } from './costs.ts';
import type { Evidence } from './evidence.ts';
import { killKinds } from './kill.ts';
import { restartTimes } from './restartTimes.ts';
import { unknownCalls } from './unknownCalls.ts';

export interface Row {
  name: string;
  value: string;
  /** Empty: only told. */
  target: string;
  /** What is wrong; the row is as it should be when there is nothing. */
  findings: string[];
}

/** Compares the model's truth with results, journal, history and files; one row for each thing that may go wrong. */
export function compare(evidence: Evidence): Row[] {
  const { kills, items, calls, width } = evidence;
  const ledger = compareLedger(evidence);
  const unknown = unknownCalls(evidence);
  const tooMany = unknown.mostPerKill > width ? [`${unknown.mostPerKill} calls were cut by one kill`] : [];
  return [
    told('kills', `${kills.length} (${countKinds(evidence)})`),
    told('items', String(items.length)),
    told('calls', `${calls.length}, ${calls.filter(({ fault }) => fault !== null).length} with a fault`),
    zero('avoidable repeats', avoidableRepeats(evidence)),
    zero('items lost', lostItems(evidence)),
    zero('items invented', inventedItems(evidence)),
    { ...zero('ledger minus provider', ledger.findings), value: spendText(ledger.difference) },
    zero('calls in no line of the ledger', unbookedCalls(evidence)),
    zero('aita costs minus journal', costsDifferences(evidence)),
    {
      name: 'unknown: in flight at a kill',
      value: `${unknown.total}, at most ${unknown.mostPerKill} per kill`,
      target: `<= ${width} per kill`,
      findings: [...unknown.unexplained, ...tooMany],
    },
    zero('history minus results', miscounts(evidence)),
    zero('torn files', evidence.torn),
    zero('commands that gave up', evidence.gaveUp),
    told('restart to first call', timesText(restartTimes(evidence))),
  ];
}

const told = (name: string, value: string): Row => ({ name, value, target: '', findings: [] });

const zero = (name: string, findings: string[]): Row => ({
  name,
  value: String(findings.length),
  target: '0',
  findings,
});

function countKinds({ kills }: Evidence): string {
  const count = (kind: string) => kills.filter((kill) => kill.kind === kind).length;
  return killKinds.map((kind) => `${kind} ${count(kind)}`).join(', ');
}

const spendText = ({ tokens, nanoUsd }: { tokens: number; nanoUsd: number }): string =>
  `${tokens} tokens, $${nanoUsd === 0 ? 0 : (nanoUsd / 1e9).toFixed(9)}`;

function timesText(times: number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const seconds = (ms: number | undefined) => `${((ms ?? NaN) / 1000).toFixed(2)} s`;
  if (sorted.length === 0) return 'not measured';
  return `${seconds(sorted[Math.floor(sorted.length / 2)])} median, ${seconds(sorted.at(-1))} worst (${sorted.length} times)`;
}

export function table(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ name, value, target, findings }) =>
      `| ${name} | ${value} | ${target} | ${target === '' ? '' : findings.length === 0 ? 'yes' : 'NO'} |`,
  );
  return ['| row | measured | target | met |', '| - | - | - | - |', ...lines].join('\n');
}
