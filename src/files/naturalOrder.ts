const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Order of names as people count: `page2` before `page10`; total, so that every machine numbers alike. */
export function naturalOrder(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : Number(a > b));
}
