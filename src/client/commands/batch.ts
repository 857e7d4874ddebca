import { basename, extname, relative, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Flags } from '../../config.ts';
import { Pipeline, workflowId } from '../../domain/identity.ts';
import { UserError, type ExitCode } from '../../domain/userError.ts';
import { openEngine } from '../../engine/connect.ts';
import { readResults } from '../../executor/readResults.ts';
import { endDeadRun } from '../../executor/endDeadRun.ts';
import { checkedName, planBatch, type PlannedBatch } from '../../executor/planBatch.ts';
import { readText } from '../../files/readText.ts';
import { openDataFolder } from '../../files/dataFolder.ts';
import { lastRunOf } from '../../store/outcomes.ts';
import { keepTexts } from '../../store/texts.ts';
import { approve } from '../approve.ts';
import { estimateBatch } from '../batchEstimate.ts';
import { resultLine } from '../batchLines.ts';
import { checkOut, writeOut } from '../batchOut.ts';
import { commandConfig } from '../commandConfig.ts';
import { commonPlan } from '../commonPlan.ts';
import type { Io } from '../io.ts';
import type { DataOptions } from '../options.ts';
import { runPipeline, type PipelineOptions } from '../runPipeline.ts';
import { openForRun, type FolderSession } from '../session.ts';
import { readTaskLines } from '../taskLines.ts';

export type Options = Omit<DataOptions, 'assignment'> &
  Flags &
  PipelineOptions & {
    /** `-`: standard input. */
    tasks: string;
    out?: string;
    name?: string;
    reuse?: boolean;
    dryRun?: boolean;
    yes?: boolean;
  };

export async function run(options: Options, io: Io): Promise<ExitCode> {
  const config = commandConfig(options, io);
  const { workingDir } = config;
  const hasResults = !options.dryRun && !options.detach;
  if (options.out === undefined && options.json && hasResults) throw needsOut();
  const tasks = readTaskLines(await readTasks(options.tasks, workingDir, io), workingDir);
  const out =
    options.out === undefined ? null : await checkOut({ out: options.out, tasks: options.tasks, workingDir });
  const name = checkedName(options.name ?? nameOf(options.tasks));
  // Without a file the results have stdout for themselves.
  const told = out === null ? { ...io, out: (line: string) => io.err(line) } : io;
  const folder = await openDataFolder(config.dataDir, { create: true });
  await using session = await openForRun({ io: told, config, folder, assignment: { name, dir: folder.dir } });
  const { endpoint, model, reuse } = commonPlan(session, options);
  const planned = await planBatch(session, tasks, { name, endpoint, model, reuse });
  await keepTexts(session.store.quick, planned.texts);
  const answer = await approve(session, options, planned, (onItem) =>
    estimateBatch(session, planned, onItem),
  );
  if (!answer.goesOn) return answer.exitCode;
  await makeWay(session, planned);
  const outputs = out === null || options.detach ? [] : [relative(workingDir, out)];
  const writeResults = async (runId: string) => {
    const lines: string[] = [];
    for await (const result of readResults(session, planned, runId)) lines.push(resultLine(result));
    if (out === null) io.data(lines.join('\n'));
    else await writeOut(out, `${lines.join('\n')}\n`);
  };
  return await runPipeline(session, { ...planned, outputs, writeResults, reopens: true }, options);
}

/** What an earlier command left open and nobody carries gives way. */
async function makeWay(session: FolderSession, planned: PlannedBatch): Promise<void> {
  const job = workflowId(Pipeline.runBatch, planned.plan.assignment, session.folder.id);
  if (lastRunOf(session.store.quick, job) === null) return;
  const { client } = await openEngine(session.config);
  await endDeadRun(client, session, { job, planned });
  await client.connection.close();
}

async function readTasks(file: string, dir: string, io: Io): Promise<string> {
  if (file === '-') return text(io.stdin);
  const found = await readText(resolve(dir, file));
  if (found !== null) return found;
  throw new UserError(
    'no-tasks-file',
    `There is no file ${file}.`,
    'Give a file with one task a line as JSON, or - for standard input.',
  );
}

/** `tasks.jsonl` is the batch `tasks`: the same file goes on where it was. */
const nameOf = (file: string): string => (file === '-' ? 'stdin' : basename(file, extname(file)));

const needsOut = (): UserError =>
  new UserError(
    'needs-out',
    '--json prints one object on stdout, where the results would go.',
    'Name a file for the results: --out results.jsonl',
  );
