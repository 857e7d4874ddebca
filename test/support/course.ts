import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCli, type CliRun, type CliSurroundings } from './runCli.ts';
import { runHere } from './runHere.ts';
import type { SpawnedFaultModel } from './spawnFaultModel.ts';
import { temporaryFolder } from './temporaryFolder.ts';

/** A working folder with a `data` folder of given files, the command line on it, and a model that counts its calls. */
export interface Course {
  cwd: string;
  env: Record<string, string>;
  model: SpawnedFaultModel;
  aita(...args: string[]): Promise<CliRun>;
}

interface CourseOptions extends Omit<CliSurroundings, 'cwd'> {
  /** In processes of its own; without it in this one, which is faster. */
  apart?: boolean;
}

/** `files`: content by path under `data/`; a path that ends in `/` is an empty folder. */
export function openCourse(
  model: SpawnedFaultModel,
  files: Record<string, string | Uint8Array>,
  { env: more = {}, uid, apart = uid !== undefined }: CourseOptions = {},
): Course {
  const cwd = temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    const target = join(cwd, 'data', path);
    mkdirSync(path.endsWith('/') ? target : dirname(target), { recursive: true });
    if (!path.endsWith('/')) writeFileSync(target, content);
  }
  const env = {
    AITA_STATE_DIR: join(cwd, 'state'),
    AITA_BASE_URL: model.baseUrl,
    AITA_API_KEY: 'test',
    AITA_MODEL: 'gpt-5.4-mini',
    ...more,
  };
  const run = apart ? runCli : runHere;
  return { cwd, env, model, aita: (...args) => run(args, { cwd, env, uid }) };
}

export interface Refusal {
  /** What the first line says. */
  said: RegExp;
  /** What the second line tells the user to do: a part of it, or its exact words. */
  todo: RegExp | string;
}

/** Asserts exit code 2 and two lines on stderr, and that no file was written and no call made. */
export async function assertRefused(course: Course, args: string[], { said, todo }: Refusal): Promise<void> {
  const before = listing(course.cwd);
  const { exitCode, stdout, stderr } = await course.aita(...args);
  assert.equal(exitCode, 2, stderr);
  assert.equal(stdout, '');
  const [what, toDo, ...more] = stderr.trimEnd().split('\n');
  assert.match(what ?? '', /^aita: /);
  assert.match(what ?? '', said);
  assert.match(toDo ?? '', /^ {6}\S/);
  if (typeof todo === 'string') assert.equal(toDo?.trim(), todo);
  else assert.match(toDo ?? '', todo);
  assert.deepEqual(more, []);
  assert.deepEqual(listing(course.cwd), before);
  assert.equal((await course.model.stats()).total, 0);
}

/** Every file and folder below, with size and time of change. */
function listing(dir: string): string[] {
  const names = readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort();
  return names.map((name) => {
    const { size, mtimeMs } = statSync(join(dir, name));
    return `${name} ${size} ${mtimeMs}`;
  });
}
