import type { Client, Connection } from '@temporalio/client';
import type { Secret } from '../domain/secret.ts';
import { UserError } from '../domain/userError.ts';
import { checkServer, explainRefusal } from './checkServer.ts';
import { ensureEngine, type EngineOptions } from './engine.ts';
import { embeddedTarget, type EngineTarget } from './engineTarget.ts';
import { registerSearchAttributes } from './registerSearchAttributes.ts';

export type { EngineTarget } from './engineTarget.ts';

export interface EngineConfig extends EngineOptions {
  temporal: {
    /** TEMPORAL_* variables, and those that tell where `temporal.toml` lies. */
    variables: Secret<Record<string, string>>;
  };
}

export interface OpenEngine {
  engine: EngineTarget;
  client: Client;
}

/**
 * The engine that TEMPORAL_ADDRESS or a `temporal.toml` profile names, else the embedded one, started when
 * it is not running.
 * @throws UserError `bad-temporal-profile`, `engine-unreachable`, `engine-version`, `no-such-namespace`,
 * `engine-refuses`, and those of `ensureEngine`.
 */
export async function connectEngine(config: EngineConfig): Promise<EngineTarget> {
  const external = await externalTarget(config);
  if (external) return checkExternal(external, config.onLine);
  const { address, uiUrl } = await ensureEngine(config);
  return embeddedTarget(address, uiUrl);
}

/**
 * `connectEngine`, and a client connected to it; close its `connection` when done.
 * @throws UserError those of `connectEngine`.
 */
export async function openEngine(config: EngineConfig): Promise<OpenEngine> {
  try {
    return await connectBoth(config);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'engine-unreachable') throw error;
    if (await externalTarget(config)) throw error;
    // Killed since it was found; nobody else may be there to start it again.
    return connectBoth(config);
  }
}

async function connectBoth(config: EngineConfig): Promise<OpenEngine> {
  const engine = await connectEngine(config);
  return { engine, client: await connectClient(engine) };
}

/**
 * Connects a client; close its `connection` when done.
 * @throws UserError `engine-unreachable`.
 */
export async function connectClient(target: EngineTarget): Promise<Client> {
  const connection = await openConnection(target);
  const { Client } = await import('@temporalio/client');
  return new Client({ connection, namespace: target.namespace });
}

async function openConnection(target: EngineTarget): Promise<Connection> {
  // Loading it takes 170 ms; commands that need no client do without.
  const { Connection } = await import('@temporalio/client');
  return Connection.connect({ ...target.connectionOptions, connectTimeout: '5 seconds' }).catch(
    (error: unknown) => {
      throw unreachable(target, error);
    },
  );
}

/** The engine that TEMPORAL_ADDRESS or a profile names, `null` when none does; it is not asked whether it answers. */
export async function externalTarget({
  temporal,
}: Pick<EngineConfig, 'temporal'>): Promise<EngineTarget | null> {
  const overrideEnvVars = temporal.variables.reveal();
  const { loadClientConnectConfig } = await import('@temporalio/envconfig');
  const { connectionOptions, namespace = 'default' } = readProfile(() =>
    loadClientConnectConfig({ overrideEnvVars }),
  );
  const { address } = connectionOptions;
  if (address === undefined) return null;
  return { address, namespace, uiUrl: null, connectionOptions, embedded: false, searchAttributes: true };
}

function readProfile<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UserError(
      'bad-temporal-profile',
      `The settings for an engine of your own cannot be read: ${messageOf(error)}`,
      'Correct the TEMPORAL_* variables or temporal.toml; without them AITA starts its own engine.',
    );
  }
}

async function checkExternal(target: EngineTarget, onLine: EngineConfig['onLine']): Promise<EngineTarget> {
  const connection = await openConnection(target);
  try {
    await checkServer(connection, target);
    const searchAttributes = await registerSearchAttributes(connection, target.namespace);
    if (!searchAttributes)
      onLine?.(`The engine at ${target.address} takes no search attributes of AITA; runs go without.`);
    return { ...target, searchAttributes };
  } catch (error) {
    throw await explainRefusal(error, target);
  } finally {
    await connection.close();
  }
}

const unreachable = ({ address, embedded }: EngineTarget, error: unknown): UserError =>
  new UserError(
    'engine-unreachable',
    `The engine at ${address} does not answer: ${messageOf(error)}`,
    embedded
      ? 'Run aita engine stop, then try again.'
      : 'Check that it runs and that TEMPORAL_ADDRESS, the namespace and the key are right.',
  );

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
