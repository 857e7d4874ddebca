import type { Connection } from '@temporalio/client';
import { UserError } from '../domain/userError.ts';
import type { EngineTarget } from './engineTarget.ts';
import { isNewEnough } from './temporalProgram.ts';

/** The first server in which workflow updates (pause, resume, the ledger's posts) are on without being asked for. */
const oldestServer = '1.25.0';

// gRPC status codes; the package that names them is loaded only with a client.
const notFound = 5;
const refused = [7, 16];
const unimplemented = 12;

/**
 * Looks whether an engine that is not ours is new enough for AITA's runs.
 * @throws UserError `engine-version`.
 */
export async function checkServer({ workflowService }: Connection, target: EngineTarget): Promise<void> {
  const { serverVersion } = await workflowService.getSystemInfo({});
  const [version] = /^\d+\.\d+\.\d+/.exec(serverVersion) ?? [];
  // Some hosted engines tell no version; whoever runs them keeps them up to date.
  if (version === undefined || isNewEnough(version, oldestServer)) return;
  throw tooOld(target, `Temporal server ${serverVersion}`);
}

/** What an engine's refusal means for a user; other errors stay as they are. */
export async function explainRefusal(error: unknown, target: EngineTarget): Promise<unknown> {
  const { isGrpcServiceError } = await import('@temporalio/client');
  if (!isGrpcServiceError(error)) return error;
  const code = Number(error.code);
  if (code === unimplemented) return tooOld(target, 'another server, or an old one');
  if (code === notFound) return noNamespace(target);
  return refused.includes(code) ? refuses(target, error.details) : error;
}

const tooOld = ({ address }: EngineTarget, found: string): UserError =>
  new UserError(
    'engine-version',
    `The engine at ${address} is ${found}; AITA needs Temporal server ${oldestServer} or newer.`,
    'Bring it up to date, or take TEMPORAL_ADDRESS out: AITA then runs an engine of its own.',
  );

const noNamespace = ({ address, namespace }: EngineTarget): UserError =>
  new UserError(
    'no-such-namespace',
    `The engine at ${address} has no namespace "${namespace}".`,
    `Correct TEMPORAL_NAMESPACE, or make it: temporal operator namespace create -n ${namespace} --address ${address}`,
  );

const refuses = ({ address, namespace }: EngineTarget, details: string): UserError =>
  new UserError(
    'engine-refuses',
    `The engine at ${address} refuses this user for namespace "${namespace}": ${details}`,
    'Correct TEMPORAL_API_KEY or TEMPORAL_TLS_*, and ask its operator what the key may do.',
  );
