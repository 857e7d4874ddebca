import { join } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { UserError } from '../domain/userError.ts';
import { readText } from './readText.ts';

export interface RosterEntry {
  /** `null` when the roster has no ids. */
  id: string | null;
  name: string;
  email: string | null;
}

/** Column titles that are understood, lower case, `_` and `-` read as a space. */
const titles = {
  id: ['id', 'sid', 'student id', 'student number', 'number'],
  name: ['name', 'student name', 'student', 'full name'],
  first: ['first name', 'given name', 'firstname'],
  last: ['last name', 'family name', 'surname', 'lastname'],
  email: ['email', 'e mail', 'mail', 'email address'],
} as const;

type Columns = { [key in keyof typeof titles]: number };

/**
 * Reads `roster.csv`: a table with a header (`id,name,email`; separated by comma, semicolon or tab), or one name a line.
 * `null` when there is none. Two students may share a name, not an id.
 *
 * @throws UserError naming the line.
 */
export async function readRoster(dataDir: string): Promise<RosterEntry[] | null> {
  const text = await readText(join(dataDir, 'roster.csv'));
  if (text === null) return null;
  const lines = text.split(/\r\n|\r|\n/);
  const header = lines.find((line) => line.trim() !== '') ?? '';
  const delimiter = mostFrequent([',', ';', '\t'], header);
  const cells = header.split(delimiter);
  const columns = findColumns(cells);
  const isTable = columns.name >= 0 || (columns.first >= 0 && columns.last >= 0);
  if (isTable && cells.length > 1) return readTable(text, delimiter, columns);
  return readNames(lines, isTable ? lines.indexOf(header) + 1 : 0);
}

const mostFrequent = (candidates: readonly string[], line: string): string =>
  candidates.reduce((best, candidate) => (count(line, candidate) > count(line, best) ? candidate : best));

const count = (line: string, part: string): number => line.split(part).length - 1;

function findColumns(header: readonly string[]): Columns {
  const found = header.map((title) => title.replaceAll('"', '').replace(/[_-]/g, ' ').trim().toLowerCase());
  const place = (known: readonly string[]) => found.findIndex((title) => known.includes(title));
  return {
    id: place(titles.id),
    name: place(titles.name),
    first: place(titles.first),
    last: place(titles.last),
    email: place(titles.email),
  };
}

interface Row {
  record: string[];
  info: { lines: number };
}

function readTable(text: string, delimiter: string, columns: Columns): RosterEntry[] {
  const rows = parseRows(text, delimiter).slice(1);
  const lineOf = new Map<string, number>();
  return rows.map(({ record, info }) => {
    const cell = (column: number): string => record[column]?.trim() ?? '';
    const name =
      columns.name >= 0 ? cell(columns.name) : `${cell(columns.first)} ${cell(columns.last)}`.trim();
    if (name === '')
      throw fault(info.lines, 'expected a name, got nothing', 'Fill in the name or delete the line.');
    const id = cell(columns.id) || null;
    const earlier = id === null ? undefined : lineOf.get(id);
    if (earlier !== undefined) {
      throw fault(
        info.lines,
        `the id ${id} stands on line ${earlier} already`,
        'Give each student an id of its own.',
      );
    }
    if (id !== null) lineOf.set(id, info.lines);
    return { id, name: name.normalize('NFC'), email: cell(columns.email) || null };
  });
}

function parseRows(text: string, delimiter: string): Row[] {
  try {
    const options = { delimiter, info: true, skip_empty_lines: true, relax_column_count_less: true } as const;
    return parse(text, options) as unknown as Row[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UserError(
      'bad-file',
      `roster.csv: ${error.message}.`,
      'Correct roster.csv, then run the same command.',
    );
  }
}

function readNames(lines: readonly string[], from: number): RosterEntry[] {
  return lines.flatMap((line, index) => {
    if (index < from) return [];
    const name = line.replace(/^"(.*)"$/, '$1').trim();
    if (name === '') return [];
    if (/[@;\t]|\d{3}/.test(name)) {
      const hint = 'Begin a table with the line "id,name,email"; without one, each line is one name.';
      throw fault(index + 1, `expected one name, got ${JSON.stringify(name)}`, hint);
    }
    return [{ id: null, name: name.normalize('NFC'), email: null }];
  });
}

const fault = (line: number, problem: string, hint: string): UserError =>
  new UserError('bad-file', `roster.csv, line ${line}: ${problem}.`, hint);
