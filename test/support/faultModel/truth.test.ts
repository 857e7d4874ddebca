import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import type { PageText } from '../../../src/domain/transcription.ts';
import { startFaultModel, type FaultModel } from '../faultModel.ts';
import { askModel, chatBody, clientOf, contentOf, jsonOf, rawAsk } from './askModel.ts';
import { newCallRecord, type CallRecord } from './callRecord.ts';
import type { FaultStats } from './faultStats.ts';
import { peakStarts } from './peakStarts.ts';
import { repeatPairs } from './repeatPairs.ts';

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

test('a reply whose last byte left the socket is fully delivered', async () => {
  await using model = await startFaultModel();
  const reply = await askModel(model, 'page 1');
  const [call] = await model.calls();
  assert.partialDeepStrictEqual(call, {
    fullyDelivered: true,
    aborted: false,
    cut: false,
    status: 200,
    sound: true,
  });
  assert.ok(call !== undefined && call.endedMs !== null && call.endedMs >= call.arrivedMs);
  assert.equal(call.contentHash, sha256(contentOf(reply)));
  assert.deepEqual(call.usage, {
    inputTokens: reply.usage?.prompt_tokens,
    outputTokens: reply.usage?.completion_tokens,
    costUsd: null,
  });
});

/** Sends a streamed call from a process of its own, and kills it once the stats are as given. */
async function killClient(model: FaultModel, when: (stats: FaultStats) => boolean): Promise<void> {
  const code = `await fetch(process.argv[1] + '/chat/completions', { method: 'POST', body: process.argv[2] });
    setInterval(() => {}, 1000);`;
  const body = JSON.stringify({ ...chatBody('page 1'), stream: true });
  const client = spawn(process.execPath, ['--input-type=module', '-e', code, model.baseUrl, body]);
  await model.until(when);
  const exited = once(client, 'exit');
  client.kill('SIGKILL');
  await exited;
  await model.until(({ inFlight }) => inFlight === 0);
}

test('a reply is not delivered when the client is killed before it', async () => {
  await using model = await startFaultModel({ latency: 60_000 });
  await killClient(model, ({ inFlight }) => inFlight === 1);
  const [call] = await model.calls();
  assert.partialDeepStrictEqual(call, { fullyDelivered: false, aborted: true, status: null, usage: null });
});

test('a reply is not delivered when the client is killed in the middle of it', async () => {
  await using model = await startFaultModel({ faults: [{ fault: 'stall' }] });
  await killClient(model, ({ byStatus }) => byStatus['200'] === 1);
  const [call] = await model.calls();
  assert.partialDeepStrictEqual(call, { fullyDelivered: false, aborted: true, status: 200 });
});

test('a reply is not delivered when the client stops reading and goes', async () => {
  await using model = await startFaultModel({ faults: [{ fault: 'hugeReply', bytes: 30_000_000 }] });
  const { hostname, port } = new URL(model.url);
  const socket = connect(Number(port), hostname).pause();
  const body = JSON.stringify(chatBody('page 1'));
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  await model.until(({ sent }) => sent.calls === 1);
  assert.equal((await model.stats()).inFlight, 1);
  socket.destroy();
  await model.until(({ inFlight }) => inFlight === 0);
  const stats = await model.stats();
  assert.partialDeepStrictEqual(stats, { aborted: 1, cut: 0, delivered: { calls: 0, outputTokens: 0 } });
  assert.ok(stats.sent.outputTokens > 7_000_000);
});

test('a request that breaks off is counted, without hash or answer', async () => {
  await using model = await startFaultModel();
  const { hostname, port } = new URL(model.url);
  const socket = connect(Number(port), hostname);
  socket.write('POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"model"');
  await model.until(({ inFlight }) => inFlight === 1);
  socket.destroy();
  await model.until(({ inFlight }) => inFlight === 0);
  const [call] = await model.calls();
  assert.partialDeepStrictEqual(call, { hash: null, status: null, aborted: true, fullyDelivered: false });
});

test('knows an item by its image, whose digest is that of the file', async () => {
  await using model = await startFaultModel({ tokensPerImage: 258 });
  const image = Buffer.alloc(300_000, 'pixels');
  const url = `data:image/png;base64,${image.toString('base64')}`;
  const content = [
    { type: 'text' as const, text: 'Read "data:image/png;base64," and {"this":"page"}.' },
    { type: 'image_url' as const, image_url: { url } },
  ];
  const body = { ...chatBody(''), messages: [{ role: 'user' as const, content }] };
  const reply = await clientOf(model).chat.completions.create(body);
  const [call] = await model.calls();
  assert.deepEqual(call?.imageDigests, [sha256(image)]);
  assert.equal(call?.key, sha256(image).slice(0, 12));
  assert.equal(reply.usage?.prompt_tokens, 258 + Math.ceil(content[0]!.text!.length / 4));
  assert.equal(jsonOf<PageText>(reply).text, `Page ${call?.key}\nx + 1 = 2`);
});

test('the hash is that of model, messages and response format, not of the rest', async () => {
  await using model = await startFaultModel({ keyPattern: 'page (\\d+)' });
  await rawAsk(model, 'page 1');
  await rawAsk(model, 'page 1', { temperature: 1, stream: true });
  await rawAsk(model, 'page 2');
  await rawAsk(model, 'page 1', { model: 'other' });
  await rawAsk(model, 'page 1', { response_format: { type: 'text' } });
  const calls = await model.calls();
  assert.equal(calls[0]?.hash, calls[1]?.hash);
  assert.equal(new Set(calls.map(({ hash }) => hash)).size, 4);
  assert.deepEqual(
    calls.map(({ key }) => key),
    ['1', '1', '2', '1', '1'],
  );
  assert.deepEqual(
    calls.map(({ attempt }) => attempt),
    [1, 2, 1, 1, 1],
  );
});

test('stats tell repeats that were avoidable from those that were not', async () => {
  await using model = await startFaultModel({ faults: [{ fault: 'truncatedContent', nth: 1 }] });
  for (let index = 0; index < 4; index++) await askModel(model, 'page 1');
  await askModel(model, 'page 2', 'rubric');
  assert.partialDeepStrictEqual(await model.stats(), {
    total: 5,
    byStatus: { 200: 5 },
    bySchema: { page_text: 4, rubric: 1 },
    byFault: { truncatedContent: 1, none: 4 },
    distinct: 2,
    repeated: 3,
    // The first reply was no use; the second bought the third and fourth in vain.
    repeatedAfterDelivery: 2,
    inFlight: 0,
    peakInFlight: 1,
  });
});

test('repeat pairs name the sound reply that made the later call needless', () => {
  const call = (number: number, more: Partial<CallRecord>): CallRecord => ({
    ...newCallRecord(number, number * 100),
    hash: 'a',
    status: 200,
    sound: true,
    fullyDelivered: true,
    endedMs: number * 100 + 150,
    ...more,
  });
  const broken = call(1, { fullyDelivered: false });
  const first = call(2, {});
  const meanwhile = call(3, {});
  const again = call(4, {});
  const other = call(5, { hash: 'b' });
  assert.deepEqual(repeatPairs([broken, first, meanwhile, again, other]), [{ first, again }]);
});

test('peak starts are counted over every window, its end excluded', () => {
  assert.equal(peakStarts([], 1000), 0);
  assert.equal(peakStarts([0, 400, 999, 1000, 1001], 1000), 4);
  assert.equal(peakStarts([0, 1000, 2000], 1000), 1);
});
