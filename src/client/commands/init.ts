import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Flags } from '../../config.ts';
import { ExitCode, UserError } from '../../domain/userError.ts';
import { assignmentName } from '../../files/assignmentName.ts';
import { writeFileAtomic, writeJson } from '../../files/atomicWrite.ts';
import { assignmentDir, openDataFolder } from '../../files/dataFolder.ts';
import { commandConfig } from '../commandConfig.ts';
import { envExample } from '../envExample.ts';
import type { Io } from '../io.ts';
import { printJson } from '../output.ts';
import { shownPath } from '../shownPath.ts';
import { shellWord } from '../../domain/shellWord.ts';

export type Options = Flags & { assignment: string; json?: boolean };

export async function run(options: Options, io: Io): Promise<ExitCode> {
  const config = commandConfig(options, io);
  const name = assignmentName(options.assignment);
  const folder = await openDataFolder(config.dataDir, { create: true });
  const dir = assignmentDir(folder.dir, name);
  if (existsSync(join(dir, 'exam.json'))) throw isThere(name, dir);
  for (const part of ['scans', 'pages']) await mkdir(join(dir, part), { recursive: true });
  await writeJson(join(dir, 'exam.json'), { $schema: schemaFrom(dir), ...skeleton(name) });
  const env = join(config.workingDir, '.env.example');
  if (!existsSync(env)) await writeFileAtomic(env, envExample());
  const shown = shownPath(config.workingDir, dir);
  if (options.json) printJson(io, { assignment: name, dir });
  else io.out(lines(name, shown).join('\n'));
  return ExitCode.done;
}

const lines = (name: string, dir: string): string[] => [
  `Made ${dir}: scans/ for what the scanner gives, pages/ for a folder of images per student, exam.json.`,
  'Next:',
  `  1. Edit ${dir}/exam.json: the questions, and nameBox where students write their name (transcribe works without).`,
  `  2. Put the scans into ${dir}/scans and type: aita ingest --assignment ${shellWord(name)}`,
];

const isThere = (name: string, dir: string): UserError =>
  new UserError(
    'assignment-exists',
    `There is an assignment "${name}" already: ${dir}`,
    `Nothing was changed. See where it stands: aita status --assignment ${shellWord(name)}`,
  );

const schema = fileURLToPath(new URL('../../../schemas/exam.schema.json', import.meta.url));

/** With it an editor checks and completes the file; relative, so that a project that moves as a whole keeps it. */
const schemaFrom = (dir: string): string => relative(dir, schema).replaceAll('\\', '/');

/** An exam that passes its own check, to be filled in. */
const skeleton = (name: string) => ({
  name,
  totalPoints: 10,
  nameBox: { x: 0, y: 0, width: 1, height: 0.12 },
  questions: [
    { id: '1', text: 'The question as it is printed', points: 4, kind: 'short_answer', page: 1 },
    { id: '2', text: 'The next question', points: 6, kind: 'calculation', page: 1 },
  ],
});
