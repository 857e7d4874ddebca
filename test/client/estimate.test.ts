import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { join } from 'node:path';
import { isStored } from '../../src/client/estimate.ts';
import { jsonReader } from '../../src/llm/readReply.ts';
import { askAgain, requestHash, type ModelRequest } from '../../src/llm/request.ts';
import { Store } from '../../src/store/store.ts';
import { PageText } from '../../src/domain/transcription.ts';
import { aCall, aReply, usedAttempt } from '../support/calls.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const read = jsonReader(PageText);
const request: ModelRequest = {
  baseUrl: 'http://127.0.0.1:1/v1',
  model: 'm',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Read.' }] }],
  schema: null,
  temperature: null,
  maxOutputTokens: 10,
  sample: 0,
};

function openStore() {
  const store = new Store(join(temporaryFolder(), 'store.db'));
  after(() => store.close());
  const keep = (asked: ModelRequest, text?: string) => {
    const reply = aReply(text === undefined ? {} : { text });
    return store.keepReply(aCall({ hash: requestHash(asked) }), reply, usedAttempt(reply));
  };
  return { store, keep };
}

test('a reply that can be used is stored; none is not', async () => {
  const { store, keep } = openStore();
  assert.equal(isStored(store, request, read), false);
  await keep(request);
  assert.equal(isStored(store, request, read), true);
});

test('replies that cannot be used count as calls, for the run buys them again', async () => {
  const { store, keep } = openStore();
  const again = askAgain(request, 'no JSON', 'The answer is not valid JSON.');
  await keep(request, 'no JSON');
  assert.equal(isStored(store, request, read), false);
  await keep(again, 'no JSON either');
  assert.equal(isStored(store, request, read), false);
});

test('a usable reply is stored too when the model had to be asked again for it', async () => {
  const { store, keep } = openStore();
  await keep(request, 'no JSON');
  await keep(askAgain(request, 'no JSON', 'The answer is not valid JSON.'));
  assert.equal(isStored(store, request, read), true);
});
