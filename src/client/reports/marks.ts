/** What a transcription's marks mean: `~~struck~~`, `[unclear]`, `[figure: …]`, `$formula$`. */
export type Mark =
  | { kind: 'text'; text: string }
  /** What the student crossed out. */
  | { kind: 'struck'; marks: Mark[] }
  /** A place the model was unsure of, with its best guess when it gave one. */
  | { kind: 'doubt'; guess: string | null }
  | { kind: 'figure'; marks: Mark[] }
  /** LaTeX as it was written, without its delimiters. */
  | { kind: 'math'; display: boolean; marks: Mark[] };

/**
 * Splits a page's text into marks; everything that is no complete mark stays text, letter by letter.
 *
 * Takes time in proportion to the text's length, whatever is in it, and nests at most four deep.
 */
export function parseMarks(text: string): Mark[] {
  return parse(text, ['struck', 'figure', 'math', 'doubt']);
}

/** How often the model was unsure. */
export function countDoubts(marks: readonly Mark[]): number {
  let doubts = 0;
  for (const mark of marks) {
    if (mark.kind === 'doubt') doubts += 1;
    if ('marks' in mark) doubts += countDoubts(mark.marks);
  }
  return doubts;
}

/** A text under the parser. */
interface Source {
  text: string;
  kinds: readonly Mark['kind'][];
  /** Where the text not yet given to a mark begins. */
  plainFrom: number;
  /** Where each `[` closes. */
  closings: ReadonlyMap<number, number>;
  /** The next place of a delimiter, as last looked up. */
  next: Map<string, number>;
}

interface Found {
  mark: Mark;
  start: number;
  end: number;
}

const opening = /[~[$\\]/g;

function parse(text: string, kinds: readonly Mark['kind'][]): Mark[] {
  const source: Source = { text, kinds, plainFrom: 0, closings: matchBrackets(text), next: new Map() };
  const marks: Mark[] = [];
  for (let at = nextOpening(text, 0); at >= 0; at = nextOpening(text, at)) {
    const found = markAt(source, at);
    if (found) {
      pushText(marks, text.slice(source.plainFrom, found.start));
      marks.push(found.mark);
      source.plainFrom = at = found.end;
    } else {
      at += text[at] === '\\' ? 2 : 1;
    }
  }
  pushText(marks, text.slice(source.plainFrom));
  return marks;
}

function nextOpening(text: string, from: number): number {
  opening.lastIndex = from;
  return opening.exec(text)?.index ?? -1;
}

function pushText(marks: Mark[], text: string): void {
  if (text !== '') marks.push({ kind: 'text', text });
}

function markAt(source: Source, at: number): Found | null {
  switch (source.text[at]) {
    case '~':
      return struckAt(source, at);
    case '[':
      return bracketAt(source, at);
    default:
      return mathAt(source, at);
  }
}

function struckAt(source: Source, at: number): Found | null {
  const inside = source.kinds.includes('struck') ? insideOf(source, at, '~~', '~~') : null;
  if (inside === null) return null;
  const marks = parse(inside, ['figure', 'math', 'doubt']);
  return { mark: { kind: 'struck', marks }, start: at, end: at + inside.length + 4 };
}

const bracketWord = /\[\s*(unclear|illegible|figure|\?)\s*(?::\s*|(?=\]))/iy;

function bracketAt(source: Source, at: number): Found | null {
  const closing = source.closings.get(at);
  bracketWord.lastIndex = at;
  const word = bracketWord.exec(source.text)?.[1]?.toLowerCase();
  if (closing === undefined || word === undefined) return null;
  const inside = source.text.slice(bracketWord.lastIndex, closing).trim();
  const end = closing + 1;
  if (word === 'figure') {
    const marks = source.kinds.includes('figure') ? parse(inside, ['math', 'doubt']) : null;
    return marks && { mark: { kind: 'figure', marks }, start: at, end };
  }
  const start = word === '?' && inside === '' ? startOfWord(source, at) : at;
  const guess = inside || source.text.slice(start, at) || null;
  return { mark: { kind: 'doubt', guess }, start, end };
}

/** A bare `[?]` doubts the word it stands on. */
function startOfWord({ text, plainFrom }: Source, at: number): number {
  const longestWord = 40;
  const before = text.slice(Math.max(plainFrom, at - longestWord), at);
  return at - (/[^\s[\]]*$/.exec(before)?.[0].length ?? 0);
}

const formulas = [
  { open: '$$', close: '$$', display: true },
  { open: '\\[', close: '\\]', display: true },
  { open: '\\(', close: '\\)', display: false },
];

function mathAt(source: Source, at: number): Found | null {
  if (!source.kinds.includes('math')) return null;
  const pair = formulas.find(({ open }) => source.text.startsWith(open, at));
  const inside = pair ? insideOf(source, at, pair.open, pair.close) : insideDollars(source.text, at);
  if (inside === null) return null;
  const mark: Mark = {
    kind: 'math',
    display: pair?.display ?? false,
    marks: parse(inside.trim(), ['doubt']),
  };
  return { mark, start: at, end: at + inside.length + (pair ? 4 : 2) };
}

/** What stands between two `$` of one line; prices ("$5 and $10") are no formula. */
function insideDollars(text: string, at: number): string | null {
  const formula = /\$([^$\n]+)\$(?!\d)/y;
  formula.lastIndex = at;
  const inside = formula.exec(text)?.[1] ?? '';
  return inside === '' || /^\s|[\s\\]$/.test(inside) ? null : inside;
}

const emptyLine = /\n[^\S\n]*\n/g;

/**
 * What stands between two delimiters of two letters, when it is something.
 *
 * Never over an empty line: two stray `~~` far apart must not strike out an answer.
 */
function insideOf(source: Source, at: number, open: string, close: string): string | null {
  const { text } = source;
  if (!text.startsWith(open, at)) return null;
  const from = at + 2;
  const end = nextPlace(source, close, from, () => text.indexOf(close, from));
  const gap = nextPlace(source, 'empty line', from, () => {
    emptyLine.lastIndex = from;
    return emptyLine.exec(text)?.index ?? -1;
  });
  if (end === Infinity || gap < end) return null;
  const inside = text.slice(from, end);
  return inside.trim() === '' ? null : inside;
}

/** Remembers what it found, so that a text full of openings is searched once and not once for each. */
function nextPlace({ next }: Source, what: string, from: number, search: () => number): number {
  const known = next.get(what);
  if (known !== undefined && known >= from) return known;
  const found = search();
  const place = found < 0 ? Infinity : found;
  next.set(what, place);
  return place;
}

function matchBrackets(text: string): Map<number, number> {
  const closings = new Map<number, number>();
  const open: number[] = [];
  for (const { 0: bracket, index } of text.matchAll(/[[\]]/g)) {
    if (bracket === '[') open.push(index);
    const start = bracket === ']' ? open.pop() : undefined;
    if (start !== undefined) closings.set(start, index);
  }
  return closings;
}
