import type { Store } from './store.ts';

const ofAssignment = `hash in (select hash from journal where assignment = ? and kind in ('used', 'unusable'))`;

export function countReplies(store: Store, assignment: string): number {
  const row = store.quick.get(`select count(*) as n from replies where ${ofAssignment}`, assignment);
  return Number(row?.['n']);
}

/** Removes one assignment's replies; the journal of what was spent stays. */
export function forgetReplies(store: Store, assignment: string): void {
  store.durable.transaction(() => {
    store.durable.run(`delete from replies where ${ofAssignment}`, assignment);
    store.durable.run(`delete from replies_set_aside where ${ofAssignment}`, assignment);
  });
}
