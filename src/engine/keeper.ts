/**
 * The process that owns the engine: one a state folder, in the background, started by `ensureEngine`.
 * It starts `temporal` or takes over the one a killed keeper left, and ends it when nobody needs it.
 */
import { once } from 'node:events';
import { UserError } from '../domain/userError.ts';
import { endProcess } from './endProcess.ts';
import { engineFiles, writeRecord, type EngineRecord } from './engineRecord.ts';
import { isEngineOn } from './flags.ts';
import { holdLock } from './holdLock.ts';
import { lastUse, untilIdle } from './idle.ts';
import type { KeeperOrder, KeeperReply } from './keeperMessages.ts';
import { launchEngine } from './launchEngine.ts';
import { portsFrom } from './ports.ts';

process.umask(0o077);
const stop = new AbortController();
const stopped = once(stop.signal, 'abort');
process.on('SIGTERM', () => stop.abort());

const order = JSON.parse(process.argv[2] ?? '') as KeeperOrder;
const files = engineFiles(order.stateDir);
const lock = holdLock(files.lock);

if (lock === null) {
  await reply({ kind: 'busy' });
} else {
  await keepEngine();
  lock[Symbol.dispose]();
}

async function keepEngine(): Promise<void> {
  const engine = await launchEngine(order, files).catch(reportFailure);
  if (engine === null) return;
  const { record } = engine.reply;
  await reply(engine.reply);
  await Promise.race([engine.ended, stopped, untilUnwanted(record)]);
  writeRecord(files, { ...record, pid: null });
  await endProcess(record.pid, (command) => isEngineOn(command, files.database), 5000);
}

async function untilUnwanted(record: EngineRecord): Promise<void> {
  const httpPort = portsFrom(record.firstPort).http;
  for (;;) {
    const used = await untilIdle({ files, httpPort, idleMs: order.idleMs });
    writeRecord(files, { ...record, pid: null });
    // A command marks its use before it reads the record: either it saw the end, or its mark is seen here.
    if (lastUse(files) === used) return;
    writeRecord(files, record);
  }
}

async function reportFailure(error: unknown): Promise<null> {
  if (!(error instanceof UserError)) throw error;
  const { code, message, hint } = error;
  await reply({ kind: 'failed', code, message, hint });
  return null;
}

/** The command that started the keeper may be gone; then nobody is told. */
async function reply(message: KeeperReply): Promise<void> {
  if (!process.connected) return;
  await new Promise((sent) => process.send?.(message, sent));
  if (process.connected) process.disconnect();
}
