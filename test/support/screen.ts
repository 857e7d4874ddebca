import { Writable } from 'node:stream';

interface Row {
  text: string;
  /** The next row goes on with the same line: it was wrapped, not ended. */
  continues: boolean;
}

/** A terminal as wide as told, which wraps and, when its width changes, wraps anew: what a person would see. */
export class Screen extends Writable {
  readonly isTTY = true;
  columns: number;
  rows = 24;
  #rows: Row[] = [{ text: '', continues: false }];
  #row = 0;
  #column = 0;

  constructor(columns: number) {
    super({ decodeStrings: false });
    this.columns = columns;
  }

  /** What is to be seen, without empty rows at the end. */
  lines(): string[] {
    return this.#rows
      .map(({ text }) => text.trimEnd())
      .join('\n')
      .trimEnd()
      .split('\n');
  }

  resize(columns: number): void {
    const lines: string[] = [''];
    let cursorLine = 0;
    for (const [index, { text, continues }] of this.#rows.entries()) {
      if (index === this.#row) cursorLine = lines.length - 1;
      lines[lines.length - 1] += text;
      if (!continues) lines.push('');
    }
    this.columns = columns;
    const wrapped = lines.slice(0, -1).map((line) => wrap(line, columns));
    this.#row = wrapped.slice(0, cursorLine).flat().length;
    this.#rows = wrapped.flat();
    this.emit('resize');
  }

  override _write(chunk: string, _encoding: BufferEncoding, done: () => void): void {
    for (const [token] of chunk.matchAll(/\u001B\[[?\d;]*[A-Za-z]|[^]/gu)) this.#apply(token);
    done();
  }

  #apply(token: string): void {
    const count = Number(/\d+/.exec(token)?.[0] ?? 1);
    if (token === '\n') this.#newLine();
    else if (token === '\r' || token.endsWith('G')) this.#column = 0;
    else if (!token.startsWith('\u001B')) this.#print(token);
    else if (token.endsWith('A')) this.#row = Math.max(0, this.#row - count);
    else if (token.endsWith('B')) this.#row = Math.min(this.#rows.length - 1, this.#row + count);
    else if (token.endsWith('2K')) this.#rows[this.#row] = { text: '', continues: false };
    else if (token.endsWith('K')) this.#at().text = this.#at().text.slice(0, this.#column);
    else if (!/[mhl]$/.test(token)) throw new Error(`unexpected escape code ${JSON.stringify(token)}`);
  }

  #at(): Row {
    return (this.#rows[this.#row] ??= { text: '', continues: false });
  }

  #newLine(): void {
    this.#row++;
    this.#column = 0;
    this.#at();
  }

  #print(character: string): void {
    if (this.#column >= this.columns) {
      this.#at().continues = true;
      this.#newLine();
    }
    const row = this.#at();
    row.text =
      row.text.padEnd(this.#column).slice(0, this.#column) + character + row.text.slice(this.#column + 1);
    this.#column++;
  }
}

function wrap(line: string, columns: number): Row[] {
  const rows: Row[] = [];
  for (let at = 0; at === 0 || at < line.length; at += columns) {
    rows.push({ text: line.slice(at, at + columns), continues: at + columns < line.length });
  }
  return rows;
}
