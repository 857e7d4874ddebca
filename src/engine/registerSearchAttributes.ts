import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import { searchAttributes } from './flags.ts';

// gRPC status codes; the package that names them is loaded only with a client.
const invalidArgument = 3;
/** Already there with another type, not allowed, no room for more, or a service without this operation. */
const refusals = [3, 6, 7, 8, 12, 16];

const patienceMs = 15_000;
const keyword = 2;

/**
 * Registers AITA's search attributes where they are missing and waits until they can be used.
 * `false`: the engine refuses, and runs must be started without them.
 */
export async function registerSearchAttributes(connection: Connection, namespace: string): Promise<boolean> {
  if (await areKnown(connection, namespace)) return true;
  if (!(await register(connection, namespace))) return false;
  // A server with several parts takes some seconds to tell them all.
  for (const deadline = Date.now() + patienceMs; Date.now() < deadline; await delay(200)) {
    if (await areKnown(connection, namespace)) return true;
  }
  return false;
}

/** Asked by a query, because listing attributes is an operator's right that many users do not have. */
export async function areKnown(
  { workflowService }: Pick<Connection, 'workflowService'>,
  namespace: string,
): Promise<boolean> {
  const query = searchAttributes.map(({ name }) => `${name} = 'none'`).join(' AND ');
  return succeeds(workflowService.countWorkflowExecutions({ namespace, query }), [invalidArgument]);
}

async function register({ operatorService }: Connection, namespace: string): Promise<boolean> {
  const wanted = Object.fromEntries(searchAttributes.map(({ name }) => [name, keyword]));
  return succeeds(operatorService.addSearchAttributes({ namespace, searchAttributes: wanted }), refusals);
}

async function succeeds(call: Promise<unknown>, refused: number[]): Promise<boolean> {
  const { isGrpcServiceError } = await import('@temporalio/client');
  try {
    await call;
    return true;
  } catch (error) {
    if (isGrpcServiceError(error) && refused.includes(error.code)) return false;
    throw error;
  }
}
