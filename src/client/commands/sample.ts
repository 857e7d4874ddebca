import { counted } from '../../domain/counted.ts';
import { join, resolve } from 'node:path';
import { shellWord } from '../../domain/shellWord.ts';
import { ExitCode } from '../../domain/userError.ts';
import { explainWriteError } from '../../files/atomicWrite.ts';
import { makeFolder } from '../../files/makeFolder.ts';
import { checkSample, writeSample } from '../../offline/sample.ts';
import type { Sample, SampleOptions } from '../../offline/sample.ts';
import { samplePages } from '../../offline/sampleQuestions.ts';
import { commandConfig } from '../commandConfig.ts';
import type { Io } from '../io.ts';
import { printJson } from '../output.ts';
import { shownPath } from '../shownPath.ts';

export interface SampleCommandOptions {
  students?: number;
  /** Default: `aita-sample` here. */
  dir?: string;
  seed?: number;
  json?: boolean;
  quiet?: boolean;
}

export async function run(options: SampleCommandOptions, io: Io): Promise<ExitCode> {
  const { students = 12, dir = 'aita-sample', seed = 1 } = options;
  const { workingDir } = commandConfig({ quiet: options.quiet }, io);
  const onLine = (line: string) => void (options.quiet || io.err(line));
  const sample = await write({ dir: resolve(workingDir, dir), students, seed, onLine });
  if (options.json) printJson(io, { status: 'done', ...sample });
  else io.out(describe(sample, workingDir));
  return ExitCode.done;
}

async function write(options: SampleOptions): Promise<Sample> {
  checkSample(options);
  try {
    await makeFolder(options.dir);
    return await writeSample(options);
  } catch (error) {
    throw explainWriteError(error, options.dir);
  }
}

function describe(sample: Sample, cwd: string): string {
  const { dataDir, assignment, students, pages } = sample;
  const show = (path: string) => shownPath(cwd, path);
  const folder = join(dataDir, '..');
  return [
    `An exam of ${counted(students, 'student')}, ${counted(pages, 'page')}, is in ${show(folder)}:`,
    `  ${show(sample.classPdf)}   the class as one scan`,
    `  ${show(join(folder, 'scans-per-student'))}   the same pages, a PDF per student`,
    `  ${show(join(folder, 'page-images'))}   the same pages, a folder of images per student`,
    `  ${show(sample.truthFile)}   what is really written on them`,
    'Next:',
    `  aita ingest --data-dir ${shellWord(show(dataDir))} --assignment ${assignment} --pages-per-student ${samplePages}`,
  ].join('\n');
}
