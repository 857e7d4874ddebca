/**
 * Page numbers of one student's files, given in natural order.
 *
 * Files named `page-3…` or `page_003…` keep their number, so that a missing page does not shift those after it. That
 * holds only when every file is named so and page 1 is among them: otherwise (say, a scanner that counted through the
 * whole class) files count from 1 in order, so that the name mask for page 1 meets the first page.
 */
export function pageNumbers(names: readonly string[]): number[] {
  const named = names.map((name) => Number(/^page[-_ ]?(\d{1,6})(?!\d)/i.exec(name)?.[1] ?? Number.NaN));
  const isUsable =
    named.every((page) => page >= 1) && named.includes(1) && new Set(named).size === named.length;
  return isUsable ? named : names.map((_, index) => index + 1);
}
