import type { CallRecord } from './callRecord.ts';
import type { FaultRule } from './faultConfig.ts';
import { seededRandom } from './seededRandom.ts';

/** Chooses the fault of each call by the rules, and counts how often each was played. */
export class FaultPlan {
  readonly #rules: CountedRule[];
  readonly #seed: number;

  constructor(rules: readonly FaultRule[], seed: number) {
    this.#rules = rules.map((rule) => ({ rule, played: 0, playedByKey: new Map<string, number>() }));
    this.#seed = seed;
  }

  next(call: CallRecord): FaultRule | null {
    const index = this.#rules.findIndex((counted, position) => this.#applies(counted, call, position));
    const chosen = this.#rules[index];
    if (chosen === undefined) return null;
    const key = call.key ?? '';
    chosen.played++;
    chosen.playedByKey.set(key, (chosen.playedByKey.get(key) ?? 0) + 1);
    return chosen.rule;
  }

  #applies({ rule, played, playedByKey }: CountedRule, call: CallRecord, position: number): boolean {
    const key = call.key ?? '';
    if (played >= (rule.times ?? Infinity)) return false;
    if ((playedByKey.get(key) ?? 0) >= (rule.timesPerKey ?? Infinity)) return false;
    return isMeant(rule, call.number) && fits(rule, call) && this.#isDrawn(rule, call, position);
  }

  #isDrawn({ probability }: FaultRule, { hash, attempt }: CallRecord, position: number): boolean {
    if (probability === undefined) return true;
    return seededRandom(this.#seed, hash ?? '', attempt ?? 0, `fault ${position}`)() < probability;
  }
}

interface CountedRule {
  rule: FaultRule;
  played: number;
  playedByKey: Map<string, number>;
}

function isMeant({ nth, from, to }: FaultRule, number: number): boolean {
  if (nth !== undefined && ![nth].flat().includes(number)) return false;
  return number >= (from ?? 1) && number <= (to ?? Infinity);
}

function fits({ schema, key, keyMatches }: FaultRule, call: CallRecord): boolean {
  if (schema !== undefined && call.schema !== schema) return false;
  if (key !== undefined && call.key !== key) return false;
  return keyMatches === undefined || new RegExp(keyMatches).test(call.key ?? '');
}
