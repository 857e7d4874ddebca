import type { Client } from '@temporalio/client';
import type { Flags } from '../config.ts';
import { Pipeline } from '../domain/identity.ts';
import { UserError } from '../domain/userError.ts';
import { openEngine } from '../engine/connect.ts';
import type { DataOptions } from './options.ts';
import { isRunNotFound } from '../executor/findOpenRun.ts';
import { startOwnWorker } from '../executor/ownWorker.ts';
import { shellWord } from '../domain/shellWord.ts';
import { runsOf, type KnownRun } from './runsOf.ts';
import type { Session } from './session.ts';

export interface ControlOptions extends DataOptions, Flags {
  /** e.g. `transcribe`; without it every open run of the assignment. */
  pipeline?: string;
  /** In place of an assignment. */
  batch?: string;
}

/** Connects, and works for workflows only, so that open runs answer while `work` tells them something. */
export async function withOpenRuns<T>(
  session: Session,
  options: ControlOptions,
  work: (client: Client, runs: KnownRun[]) => Promise<T>,
): Promise<T> {
  const { engine, client } = await openEngine(session.config);
  const runs = await openRuns(client, session, options);
  const worker = await startOwnWorker(session, { engine, client, model: false, graceMs: 0 });
  try {
    return await work(client, runs);
  } catch (error) {
    // It ended while it was being told something.
    if (isRunNotFound(error)) throw noOpenRun(session, options);
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
  throw noOpenRun({ assignment }, options);
}

function noOpenRun(
  { assignment: { name } }: Pick<Session, 'assignment'>,
  { batch }: ControlOptions,
): UserError {
  const option = batch === undefined ? '--assignment' : '--batch';
  return new UserError(
    'no-open-run',
    `No run of ${name} is open.`,
    `aita status ${option} ${shellWord(name)} shows what there was; starting one again pays for nothing twice.`,
  );
}

const isOpen = (status: string): boolean => status === 'running' || status === 'paused';

/** A batch is meant only where it is named: an exam may have the same name. */
export function isAsked({ pipeline, batch }: ControlOptions, found: string): boolean {
  if (pipeline !== undefined && pipeline !== found) return false;
  const isBatchMeant = batch !== undefined || pipeline === Pipeline.runBatch;
  return isBatchMeant === (found === Pipeline.runBatch);
}
