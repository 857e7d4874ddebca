import type { JournalLine } from '../../src/store/journal.ts';
import type { CallRecord } from '../../test/support/faultModel/callRecord.ts';
import { isNearKill, isReply, itemKey, itemName, sinceReply, type Evidence } from './evidence.ts';

export interface Spend {
  tokens: number;
  /** Thousand millionths of a US dollar: sums of prices must not differ by rounding. */
  nanoUsd: number;
}

export interface LedgerDifference {
  /** Journal minus provider, of replies that reached us. */
  difference: Spend;
  /** Lines of replies that the model did not give, and replies that no line tells of. */
  findings: string[];
}

type Wanted = Pick<Evidence, 'items' | 'journal' | 'calls' | 'kills'>;

/** Compares line by line: each paid line must be a reply of the model, and each reply that reached us a line. */
export function compareLedger(evidence: Wanted): LedgerDifference {
  const total: LedgerDifference = { difference: { tokens: 0, nanoUsd: 0 }, findings: [] };
  const note = (what: string, { tokens, nanoUsd }: Spend, sign: number) => {
    total.findings.push(`${what}: ${tokens} tokens`);
    total.difference.tokens += sign * tokens;
    total.difference.nanoUsd += sign * nanoUsd;
  };
  for (const { name, lines, calls } of byItem(evidence)) {
    const [near, kept] = split(calls.filter(isReply), (reply) => isNearKill(reply, evidence.kills));
    // A line is first taken for that of a reply that must have one.
    const replies = [...kept, ...near];
    for (const line of lines.filter(({ kind }) => kind === 'used' || kind === 'unusable')) {
      const spend = spendOfLine(line);
      const index = replies.findIndex((reply) => isSame(spendOfReply(reply), spend));
      if (index < 0) note(`${name}: line ${line.seq} is no reply of the model`, spend, 1);
      else replies.splice(index, 1);
    }
    for (const reply of replies.filter((left) => !isNearKill(left, evidence.kills))) {
      const when = sinceReply(reply, evidence.kills);
      note(`${name}: call ${reply.number} is in no line, ${when}`, spendOfReply(reply), -1);
    }
  }
  return total;
}

/** Items with more calls at the model than lines and open places here. */
export function unbookedCalls(evidence: Wanted & Pick<Evidence, 'openLeases'>): string[] {
  return byItem(evidence).flatMap(({ name, lines, calls }) => {
    const open = evidence.openLeases.filter(({ assignment, item }) => `${assignment} ${item}` === name);
    const booked = lines.filter(({ kind }) => kind !== 'reused').length + open.length;
    return calls.length > booked ? [`${name}: ${calls.length} calls, ${booked} booked`] : [];
  });
}

function byItem({
  items,
  journal,
  calls,
}: Wanted): { name: string; lines: JournalLine[]; calls: CallRecord[] }[] {
  const lines = Map.groupBy(journal, ({ assignment, item }) => `${assignment} ${item}`);
  const asked = Map.groupBy(calls, itemKey);
  return items.map((item) => {
    const name = itemName(item);
    return { name, lines: lines.get(name) ?? [], calls: asked.get(itemKey(item)) ?? [] };
  });
}

const split = <T>(all: readonly T[], isFirst: (one: T) => boolean): [T[], T[]] => [
  all.filter(isFirst),
  all.filter((one) => !isFirst(one)),
];

const spendOfLine = ({ inputTokens, outputTokens, costUsd }: JournalLine): Spend =>
  toSpend(inputTokens, outputTokens, costUsd);

const spendOfReply = ({ usage }: CallRecord): Spend =>
  toSpend(usage?.inputTokens ?? null, usage?.outputTokens ?? null, usage?.costUsd ?? null);

const toSpend = (input: number | null, output: number | null, costUsd: number | null): Spend => ({
  tokens: (input ?? 0) + (output ?? 0),
  nanoUsd: Math.round((costUsd ?? 0) * 1e9),
});

const isSame = (a: Spend, b: Spend): boolean => a.tokens === b.tokens && a.nanoUsd === b.nanoUsd;
