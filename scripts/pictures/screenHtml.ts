interface Cell {
  text: string;
  style: string;
}

const colours: Record<string, string> = { 31: 'red', 32: 'green', 33: 'yellow', 2: 'dim', 1: 'bold' };
const ends = new Set(['', '0', '22', '39']);

/** What a terminal shows after these bytes, as rows of HTML; a row that is too long is wrapped by the page. */
export function screenHtml(output: string): string {
  const rows: Cell[][] = [[]];
  const at = { row: 0, column: 0, style: '' };
  for (const [token] of output.matchAll(/\u001B\[[?\d;]*[A-Za-z]|[^]/gu)) apply(rows, at, token);
  return rows.map(rowHtml).join('\n').trimEnd();
}

function apply(rows: Cell[][], at: { row: number; column: number; style: string }, token: string): void {
  const number = /\d+/.exec(token)?.[0] ?? '';
  if (token === '\n') [at.row, at.column] = [at.row + 1, 0];
  else if (token === '\r') at.column = 0;
  else if (!token.startsWith('\u001B')) (rows[at.row] ??= [])[at.column++] = { text: token, style: at.style };
  else if (token.endsWith('m')) at.style = ends.has(number) ? '' : (colours[number] ?? at.style);
  else if (token.endsWith('A')) at.row = Math.max(0, at.row - Number(number || 1));
  else if (token.endsWith('G')) at.column = 0;
  else if (token.endsWith('2K')) rows[at.row] = [];
  else if (token.endsWith('K')) rows[at.row] = (rows[at.row] ?? []).slice(0, at.column);
}

function rowHtml(row: Cell[] = []): string {
  return Array.from(row, (cell = { text: ' ', style: '' }) =>
    cell.style === '' ? escaped(cell.text) : `<span class="${cell.style}">${escaped(cell.text)}</span>`,
  ).join('');
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
