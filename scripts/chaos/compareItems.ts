import { isNearKill, isReply, itemKey, itemName, type Evidence, type Result } from './evidence.ts';

type Wanted = Pick<Evidence, 'items' | 'results' | 'calls' | 'kills'>;

/** Items that no result tells the end of, and answered ones that are told as failed. */
export function lostItems({ items, results, calls, kills }: Wanted): string[] {
  const found = new Map(results.map((result) => [itemName(result), result]));
  const kept = calls.filter((call) => call.sound && isReply(call) && !isNearKill(call, kills));
  const answered = new Set(kept.map(itemKey));
  return items.flatMap((item) => {
    const result = found.get(itemName(item));
    if (result?.status === 'done') return [];
    if (result?.status !== 'failed') return [`${itemName(item)}: ${result?.status ?? 'in no result'}`];
    if (result.reason === null) return [`${itemName(item)}: failed without a reason`];
    return answered.has(itemKey(item)) ? [`${itemName(item)}: answered, but ${result.reason}`] : [];
  });
}

/** Results that say what the model did not say for that item, or that nobody asked for. */
export function inventedItems({ items, results, calls }: Wanted): string[] {
  const said = new Set(calls.filter(isReply).map((call) => `${itemKey(call)} ${call.contentHash}`));
  const wanted = new Map(items.map((item) => [itemName(item), item]));
  return results.flatMap((result) => {
    const item = wanted.get(itemName(result));
    if (!item) return [`${itemName(result)}: in no exam`];
    const isSaid = result.status !== 'done' || said.has(`${itemKey(item)} ${result.saidHash}`);
    return isSaid ? [] : [`${itemName(result)}: the model did not say this`];
  });
}

/** Runs whose history counts other than their files do. */
export function miscounts({ items, results, histories }: Wanted & Pick<Evidence, 'histories'>): string[] {
  const pipelineOf = new Map(items.map((item) => [itemName(item), item.pipeline]));
  return histories.flatMap(({ exam, pipeline, done, failed }) => {
    const own = results.filter(
      (result) => result.exam === exam && pipelineOf.get(itemName(result)) === pipeline,
    );
    const count = (status: string) => own.filter((result: Result) => result.status === status).length;
    if (done === count('done') && failed === count('failed')) return [];
    return [
      `${pipeline} ${exam}: ${done}/${failed} in history, ${count('done')}/${count('failed')} in files`,
    ];
  });
}
