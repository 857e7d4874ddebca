import { explainRefusal } from './checkServer.ts';
import { connectClient } from './connect.ts';
import type { EngineTarget } from './engineTarget.ts';
import { dynamicConfig, sqlitePragmas } from './flags.ts';
import { commandLine } from './processes.ts';
import { areKnown } from './registerSearchAttributes.ts';

export interface EngineFacts {
  serverVersion: string;
  /** How long finished runs are remembered; `null` when the engine does not say. */
  retentionDays: number | null;
  hasSearchAttributes: boolean;
}

/**
 * Asks an engine what it is; changes nothing in it.
 * @throws UserError `engine-unreachable`, `engine-version`, `no-such-namespace`, `engine-refuses`.
 */
export async function inspectEngine(target: EngineTarget): Promise<EngineFacts> {
  const { connection } = await connectClient(target);
  const { workflowService } = connection;
  try {
    const { serverVersion } = await workflowService.getSystemInfo({});
    const { config } = await workflowService.describeNamespace({ namespace: target.namespace });
    const seconds = config?.workflowExecutionRetentionTtl?.seconds;
    return {
      serverVersion,
      retentionDays: seconds ? Number(seconds) / 86_400 : null,
      hasSearchAttributes: await areKnown(connection, target.namespace),
    };
  } catch (error) {
    throw await explainRefusal(error, target);
  } finally {
    await connection.close();
  }
}

/** Settings that a running engine of ours was started without. */
export function missingSettings(pid: number): string[] {
  const command = commandLine(pid) ?? '';
  const wanted = [
    ...dynamicConfig.map(({ key, value }) => `${key}=${JSON.stringify(value)}`),
    ...sqlitePragmas.map(({ key, value }) => `${key}=${String(value)}`),
  ];
  return wanted.filter((setting) => !command.includes(` ${setting} `));
}
