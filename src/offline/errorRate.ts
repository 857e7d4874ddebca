export interface TruthLine {
  text: string;
  handwritten: boolean;
}

export interface Errors {
  /** Characters of the truth that were compared. */
  characters: number;
  /** Insertions, deletions and substitutions among them. */
  errors: number;
}

/** Levenshtein distance over the length of the truth, white space folded; 0 when both are empty. */
export function characterErrorRate(text: string, truth: string): number {
  return errorRate(compareLines(text, [{ text: truth, handwritten: true }]));
}

/** Errors per character; when there was nothing to read, anything read is an error of 1. */
export function errorRate({ characters, errors }: Errors): number {
  if (characters === 0) return errors === 0 ? 0 : 1;
  return errors / characters;
}

/**
 * Counts the errors in the handwritten lines of a page.
 *
 * The whole page is aligned, so a reader that leaves out the printed text is not charged for it.
 */
export function compareLines(text: string, truth: readonly TruthLine[]): Errors {
  const expected = truth.flatMap(expectedOf);
  const characters = expected.filter(({ handwritten }) => handwritten).length;
  return { characters, errors: handwritingErrors([...fold(text)], expected) };
}

interface Expected {
  character: string;
  handwritten: boolean;
}

function expectedOf(
  { text, handwritten }: TruthLine,
  index: number,
  lines: readonly TruthLine[],
): Expected[] {
  const characters = [...fold(text)].map((character) => ({ character, handwritten }));
  const before = lines[index - 1];
  // The break between print and handwriting is nobody's.
  return before
    ? [{ character: ' ', handwritten: handwritten && before.handwritten }, ...characters]
    : characters;
}

// One number holds both counts: errors on the page above, errors in its handwriting below.
const onPage = 2 ** 20;

/** Levenshtein over the page; of all best alignments the one with the fewest errors in handwriting. */
function handwritingErrors(read: string[], expected: Expected[]): number {
  let row = new Float64Array(read.length + 1);
  for (let column = 1; column <= read.length; column += 1)
    row[column] = column * (onPage + priceOf(expected[0]));
  for (const each of expected) {
    const price = onPage + priceOf(each);
    const next = new Float64Array(read.length + 1);
    next[0] = cell(row, 0) + price;
    for (let column = 1; column <= read.length; column += 1) {
      const swap = cell(row, column - 1) + (read[column - 1] === each.character ? 0 : price);
      next[column] = Math.min(swap, cell(row, column) + price, cell(next, column - 1) + price);
    }
    row = next;
  }
  return cell(row, read.length) % onPage;
}

/** Where nothing is expected at all, whatever was read is wrong. */
const priceOf = (expected: Expected | undefined): number => ((expected?.handwritten ?? true) ? 1 : 0);

const cell = (row: Float64Array, index: number): number => row[index] ?? 0;

/** White space and the marks around crossed-out text do not count. */
const fold = (text: string): string =>
  text.normalize('NFC').replaceAll('~~', '').replaceAll(/\s+/g, ' ').trim();
