import type { Client } from '@temporalio/client';
import type { Flags } from '../config.ts';
import { UserError } from '../domain/userError.ts';
import { connectClient, connectEngine } from '../engine/connect.ts';
import type { DataOptions } from './options.ts';
import { startOwnWorker } from '../executor/ownWorker.ts';
import { shellWord } from './shellWord.ts';
import { runsOf, type KnownRun } from './runsOf.ts';
import type { Session } from './session.ts';

export interface ControlOptions extends DataOptions, Flags {
  /** e.g. `transcribe`; without it every open run of the assignment. */
  pipeline?: string;
}

/** Connects, and works for workflows only, so that open runs answer while `work` tells them something. */
export async function withOpenRuns<T>(
  session: Session,
  options: ControlOptions,
  work: (client: Client, runs: KnownRun[]) => Promise<T>,
): Promise<T> {
  const engine = await connectEngine(session.config);
  const client = await connectClient(engine);
  const runs = await openRuns(client, session, options);
  const worker = await startOwnWorker(session, { engine, client, model: false, graceMs: 0 });
  try {
    return await work(client, runs);
  } catch (error) {
    // It ended while it was being told something.
    if (error instanceof Error && error.name === 'WorkflowNotFoundError') throw noOpenRun(session);
    throw error;
  } finally {
    await worker.stop();
    await client.connection.close();
  }
}

/** @throws UserError when there is none. */
async function openRuns(
  client: Client,
  { folder, assignment }: Session,
  options: ControlOptions,
): Promise<KnownRun[]> {
  const own = (await runsOf(client, folder.id)).filter((run) => run.assignment === assignment.name);
  const open = own.filter(({ status, pipeline }) => isOpen(status) && isAsked(options, pipeline));
  if (open.length > 0) return open;
  throw noOpenRun({ assignment });
}

const noOpenRun = ({ assignment: { name } }: Pick<Session, 'assignment'>): UserError =>
  new UserError(
    'no-open-run',
    `No run of ${name} is open.`,
    `aita status --assignment ${shellWord(name)} shows what there was; starting one again pays for nothing twice.`,
  );

const isOpen = (status: string): boolean => status === 'running' || status === 'paused';

export const isAsked = ({ pipeline }: ControlOptions, found: string): boolean =>
  pipeline === undefined || pipeline === found;
