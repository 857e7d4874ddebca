import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countDoubts, parseMarks, type Mark } from '../../../src/client/reports/marks.ts';

const text = (value: string): Mark => ({ kind: 'text', text: value });
const doubt = (guess: string | null): Mark => ({ kind: 'doubt', guess });

test('leaves plain text as it is, line breaks too', () => {
  assert.deepEqual(parseMarks('one\n\n two'), [text('one\n\n two')]);
  assert.deepEqual(parseMarks(''), []);
});

test('reads crossed-out text, also over a line end', () => {
  assert.deepEqual(parseMarks('a ~~b\nc~~ d'), [
    text('a '),
    { kind: 'struck', marks: [text('b\nc')] },
    text(' d'),
  ]);
});

test('strikes out nothing between two stray tildes with an empty line between', () => {
  const answer = 'about ~~ 5 m\n\nthe answer\n\nabout ~~ 6 m';
  assert.deepEqual(parseMarks(answer), [text(answer)]);
});

test('reads every form of doubt, with its guess', () => {
  assert.deepEqual(parseMarks('[unclear] [Unclear: 5 or 6] [illegible]'), [
    doubt(null),
    text(' '),
    doubt('5 or 6'),
    text(' '),
    doubt(null),
  ]);
  assert.deepEqual(parseMarks('the mitochondria[?] and [?]'), [
    text('the '),
    doubt('mitochondria'),
    text(' and '),
    doubt(null),
  ]);
});

test('reads a figure whose description holds brackets, formulas and doubts', () => {
  assert.deepEqual(parseMarks('[figure: arrow [a] to $x^2$, label [unclear: m]]!'), [
    {
      kind: 'figure',
      marks: [
        text('arrow [a] to '),
        { kind: 'math', display: false, marks: [text('x^2')] },
        text(', label '),
        doubt('m'),
      ],
    },
    text('!'),
  ]);
});

test('keeps formulas as they were written, in all four delimiters', () => {
  const formula = (display: boolean): Mark => ({ kind: 'math', display, marks: [text('\\frac{a}{b}')] });
  assert.deepEqual(parseMarks('$\\frac{a}{b}$'), [formula(false)]);
  assert.deepEqual(parseMarks('\\(\\frac{a}{b}\\)'), [formula(false)]);
  assert.deepEqual(parseMarks('$$\n\\frac{a}{b}\n$$'), [formula(true)]);
  assert.deepEqual(parseMarks('\\[ \\frac{a}{b} \\]'), [formula(true)]);
});

test('takes prices and other brackets for text', () => {
  for (const plain of [
    '$5 and $10',
    'from $5-$10',
    '\\$5 or \\$6',
    '[figure 3]',
    '[1, 2]',
    '[unclear',
    'a ~ b',
  ])
    assert.deepEqual(parseMarks(plain), [text(plain)]);
});

test('counts doubts wherever they stand', () => {
  assert.equal(countDoubts(parseMarks('~~a[?]~~ $x = [unclear]$ [figure: [unclear: b]] [?]')), 4);
});

test('loses no letter of a text without complete marks', () => {
  const letters = fc.constantFrom('a', ' ', '\n', '~', '[', '$', '\\', ':', '?', 'figure', 'unclear');
  fc.assert(
    fc.property(fc.string({ unit: letters }), (value) => {
      assert.ok(plain(parseMarks(value)).every((part) => value.includes(part)));
    }),
  );
});

test('reads a huge text of nothing but openings in time', () => {
  for (const piece of ['[figure:', '\\(', '~~a\n\n', '$a', '$$\n\n', '[?', '[[', '\\(\n\n', '[?]', '~'])
    parseMarks(`${piece.repeat(100_000)}\\)`);
});

function plain(marks: readonly Mark[]): string[] {
  return marks.flatMap((mark) => {
    if (mark.kind === 'text') return [mark.text];
    return 'marks' in mark ? plain(mark.marks) : (mark.guess ?? []);
  });
}
