import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../domain/userError.ts';
import { endProcess } from './endProcess.ts';
import { setRetention } from './engineApi.ts';
import { readRecord, writeRecord, type EngineFiles } from './engineRecord.ts';
import { engineGeneration, isEngineOn, startDevArgs } from './flags.ts';
import type { KeeperOrder, ReadyReply } from './keeperMessages.ts';
import { rotateLog } from './logFile.ts';
import { answers, pickPorts, portsFrom, takenPort } from './ports.ts';
import { processTable, signalProcess } from './processes.ts';
import { startTemporal, untilServing } from './startTemporal.ts';

export interface KeptEngine {
  reply: ReadyReply;
  ended: Promise<unknown>;
}

/** Takes over the engine that a killed keeper left, or starts one. Only the holder of the lock may call it. */
export async function launchEngine(order: KeeperOrder, files: EngineFiles): Promise<KeptEngine> {
  return (await takeOver(files)) ?? (await start(order, files));
}

async function takeOver(files: EngineFiles): Promise<KeptEngine | null> {
  const record = readRecord(files);
  const isOurs = (command: string): boolean => isEngineOn(command, files.database);
  for (const { pid } of processTable().filter(({ command }) => isOurs(command))) {
    if (record?.pid !== pid || record.generation < engineGeneration || !(await answers(record.firstPort))) {
      // Started by a keeper that died before it could say so, or by an older AITA.
      // Killed, because its clients wait; the database is as safe as after a crash.
      await endProcess(pid, isOurs, 0);
      continue;
    }
    const adopted = { ...record, pid, keeperPid: process.pid };
    writeRecord(files, adopted);
    const reply: ReadyReply = { kind: 'ready', record: adopted, started: false, movedFrom: null };
    return { reply, ended: untilGone(pid, record.firstPort) };
  }
  return null;
}

/** An ended process that was not this one's child can keep its number for a while, but no port. */
async function untilGone(pid: number, port: number): Promise<void> {
  while (signalProcess(pid, 0) && (await answers(port))) await delay(500);
}

async function start(order: KeeperOrder, files: EngineFiles): Promise<KeptEngine> {
  const { firstPort, movedFrom } = await choosePorts(readRecord(files)?.firstPort ?? null, order.keepPorts);
  const { version } = order;
  const stopped = { firstPort, pid: null, keeperPid: process.pid, version, generation: engineGeneration };
  writeRecord(files, stopped);
  const ports = portsFrom(firstPort);
  const log = openLog(files.log);
  const child = await startTemporal({
    program: order.program,
    args: startDevArgs(ports, files.database),
    cwd: files.stateDir,
    stdio: ['ignore', log, log],
  });
  if (!(await untilServing(child, ports.http))) throw failedStart(child, files);
  await setRetention(ports.http);
  const record = { ...stopped, pid: pidOf(child) };
  writeRecord(files, record);
  return { reply: { kind: 'ready', record, started: true, movedFrom }, ended: once(child, 'exit') };
}

async function choosePorts(
  kept: number | null,
  keepPorts: boolean,
): Promise<{ firstPort: number; movedFrom: number | null }> {
  if (kept === null) return { firstPort: await pickPorts(), movedFrom: null };
  const movedFrom = await takenByStranger(kept);
  if (movedFrom === null) return { firstPort: kept, movedFrom };
  if (!keepPorts) return { firstPort: await pickPorts(), movedFrom };
  throw new UserError(
    'port-taken',
    `The engine ended, and another program now listens on its port ${movedFrom}.`,
    'Run the command again: the engine then starts on other ports, and nothing paid is lost.',
  );
}

/** The ports of an engine that was just killed are free some milliseconds after it is gone. */
async function takenByStranger(firstPort: number): Promise<number | null> {
  for (const deadline = Date.now() + 1000; Date.now() < deadline; await delay(50)) {
    if ((await takenPort(firstPort)) === null) return null;
  }
  return takenPort(firstPort);
}

function openLog(file: string): number {
  rotateLog(file);
  return openSync(file, 'a', 0o600);
}

function failedStart(child: ChildProcess, files: EngineFiles): UserError {
  child.kill('SIGKILL');
  const lastLine = readFileSync(files.log, 'utf8').trim().split('\n').at(-1);
  return new UserError(
    'engine-start',
    `The engine did not start: ${lastLine}`,
    `${files.log} says more. If its database is the trouble, move ${files.database}* away: paid replies are kept elsewhere.`,
  );
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error('a started process has a number');
  return child.pid;
}
