/**
 * A row of a Markdown table as the Web UI shows it: it reads what stands between two dollar signs as a formula, and
 * sets columns without a gap. A provider's words and a folder's name must not break the table.
 */
export const tableRow = (cells: readonly (string | number)[]): string =>
  `| ${cells.map((cell) => `${tablePlain(String(cell))}${gap}`).join(' | ')} |`;

/** Words without what Markdown and its formulas would take for their own. */
export const tablePlain = (text: string): string =>
  text
    .replace(/\$(?=\d)/g, 'USD ')
    .replace(/[|<>\r\n`$]/g, ' ')
    .slice(0, longest);

const gap = '\u00a0\u00a0';
const longest = 200;
