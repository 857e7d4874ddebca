import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import type { ChatCompletion } from 'openai/resources/chat/completions';
import type { ModelReply } from '../../src/domain/modelReply.ts';
import { openAiProvider, providerOf } from '../../src/llm/openAiProvider.ts';
import { readReply } from '../../src/llm/readReply.ts';
import type { ModelRequest } from '../../src/llm/request.ts';
import { startFaultModel } from '../support/faultModel.ts';
import { clientOf } from '../support/faultModel/askModel.ts';
import { aRequest } from '../support/modelDesk.ts';

const model = await startFaultModel();
after(() => model.close());
beforeEach(() => model.configure({ faults: [], reasons: false }));

const provider = openAiProvider({ baseUrl: model.baseUrl, apiKey: 'test', timeoutMs: 5000 });
const ask = (of = provider, more: Partial<ModelRequest> = {}) => {
  const request = { ...aRequest(model.baseUrl, 'Say something.'), ...more };
  return of.complete(request, new AbortController().signal);
};

const choice: ChatCompletion.Choice = {
  index: 0,
  message: { role: 'assistant', content: 'Half', refusal: null },
  logprobs: null,
  finish_reason: 'stop',
};

/** What is read out of a completion. */
function replyTo(more: Partial<ChatCompletion>): Promise<ModelReply> {
  const completion: ChatCompletion = {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 0,
    model: 'm',
    choices: [choice],
    ...more,
  };
  const chat = { completions: { create: () => Promise.resolve(completion) } };
  return ask(providerOf({ baseURL: model.baseUrl, chat }));
}

const readAnyText = (text: string) => ({ ok: true as const, value: text });

test('half an answer that ends in an error is no answer, also where any text would be one', async () => {
  assert.equal(readReply(await ask(), readAnyText).ok, true);
  await model.configure({ faults: [{ fault: 'errorInChoice' }] });
  const reply = await ask();
  assert.notEqual(reply.text, '');
  assert.deepEqual(readReply(reply, readAnyText), {
    ok: false,
    reason: 'The answer broke off with an error.',
  });
});

test('an error beside an answer counts whatever the reason that the answer ends with', async () => {
  const reply = await replyTo({
    choices: [{ ...choice, ...{ error: { code: 502, message: 'Broke off.' } } }],
  });
  assert.equal(readReply(reply, readAnyText).ok, false);
});

test('a model of OpenAI that reasons takes the request; in the form for others it would not', async () => {
  await model.configure({ reasons: true });
  await assert.rejects(ask(), { kind: 'rejected', status: 400 });
  const request = { baseUrl: 'https://api.openai.com/v1', model: 'gpt-5.4-mini' };
  assert.match((await ask(providerOf(clientOf(model)), request)).text, /^Reply to /);
});
