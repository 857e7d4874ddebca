import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import { Server, ServerCredentials, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { Secret } from '../../src/domain/secret.ts';
import { connectEngine } from '../../src/engine/connect.ts';
import { sharedEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const stateDir = temporaryFolder();
const lines: string[] = [];
const connect = (address: string, namespace = 'default') =>
  connectEngine({
    stateDir,
    temporalCli: `${stateDir}/none`,
    searchPath: '',
    temporal: { variables: new Secret({ TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace }) },
    onLine: (line) => void lines.push(line),
  });

const service = (name: string) => `/temporal.api.${name.toLowerCase()}.v1.${name}`;
const method = (path: string) => {
  const asIs = (bytes: Buffer) => bytes;
  return {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  } as const;
};

/** A gRPC server that says it is this version of Temporal; `refusal`: the code of every other answer. */
async function anEngine(version: string, refusal = 12): Promise<string> {
  const server = new Server();
  const handlers: UntypedServiceImplementation = {
    // Field 1, a text: server_version.
    info: (_call: unknown, answer: (error: null, bytes: Buffer) => void) =>
      answer(null, Buffer.from([0x0a, version.length, ...Buffer.from(version)])),
    count: (_call: unknown, answer: (error: { code: number; details: string }) => void) =>
      answer({ code: refusal, details: 'no' }),
  };
  const definition = {
    info: method(`${service('WorkflowService')}/GetSystemInfo`),
    count: method(`${service('WorkflowService')}/CountWorkflowExecutions`),
  };
  server.addService(definition, handlers);
  after(() => server.forceShutdown());
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return `127.0.0.1:${port}`;
}

test('an engine that is too old is named with its version, the one that is needed, and what to do', async () => {
  const address = await anEngine('1.20.3');
  await assert.rejects(connect(address), {
    name: 'UserError',
    code: 'engine-version',
    exitCode: 2,
    message: `The engine at ${address} is Temporal server 1.20.3; AITA needs Temporal server 1.25.0 or newer.`,
    hint: /take TEMPORAL_ADDRESS out/,
  });
});

test('a server without the operations of Temporal is no engine, whatever it says', async () => {
  await assert.rejects(connect(await anEngine('1.32.0-rc.1')), { code: 'engine-version' });
});

test('a port that speaks something else does not answer as an engine', async () => {
  const server = createServer((_request, response) => response.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  await assert.rejects(connect(`127.0.0.1:${port}`), { code: 'engine-unreachable', exitCode: 2 });
});

test('a key that may not use the namespace is told from an engine that does not answer', async () => {
  await assert.rejects(connect(await anEngine('1.32.0', 7)), { code: 'engine-refuses', message: /no$/ });
});

test('a namespace that is not there is named', async () => {
  const { address } = await sharedEngine();
  await assert.rejects(connect(address, 'nowhere'), {
    code: 'no-such-namespace',
    message: /"nowhere"/,
    exitCode: 2,
  });
});

test('an engine that takes no search attributes is used without them, and that is said once', async () => {
  // Invalid argument: what a server answers to a query with an attribute it does not know.
  const target = await connect(await anEngine('1.32.0', 3));
  assert.equal(target.searchAttributes, false);
  assert.deepEqual(
    lines.map((line) => /takes no search attributes/.test(line)),
    [true],
  );
});
