import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, beforeEach, test } from 'node:test';
import type { ChatCompletion } from 'openai/resources/chat/completions';
import type { CompletionUsage } from 'openai/resources/completions';
import type { ModelReply } from '../../src/domain/modelReply.ts';
import { openAiProvider, providerOf, type Provider } from '../../src/llm/openAiProvider.ts';
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

/** A gateway that says which key it got, somewhere in its error. */
async function startGateway(status: number, say: (key: string) => unknown) {
  const server = createServer((incoming, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: say(incoming.headers.authorization ?? '') }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

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

const messageOf = (of: Provider): Promise<string> =>
  ask(of).then(
    () => assert.fail('it was answered'),
    (error: Error) => error.message,
  );

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

const secret = 'sk-very-secret-key';
const gateways = {
  'refuses the key': [401, (key: string) => ({ message: `No user has ${key}; ask for another.` })],
  'names it where the message is cut': [400, (key: string) => ({ message: 'x'.repeat(280) + key })],
  'says so inside a 200': [200, (key: string) => ({ code: 401, message: 'x'.repeat(280) + key })],
  'names no status': [200, (key: string) => ({ message: `Upstream refused ${key}.` })],
} as const;
for (const [name, [status, say]] of Object.entries(gateways)) {
  test(`the key is in no message of a provider that ${name}`, async () => {
    const baseURL = await startGateway(status, say);
    const own = openAiProvider({ baseUrl: baseURL, apiKey: secret, timeoutMs: 5000 });
    for (const each of [own, providerOf(clientOf({ baseUrl: baseURL }, 5000, secret))]) {
      const message = await messageOf(each);
      assert.match(message, /Bearer …/);
      assert.doesNotMatch(message, /sk-/);
    }
  });
}

test('a key that no header can hold is not told either', async () => {
  const baseUrl = await startGateway(401, () => ({ message: 'no' }));
  const message = await messageOf(openAiProvider({ baseUrl, apiKey: `${secret}\nother`, timeoutMs: 5000 }));
  assert.doesNotMatch(message, /sk-/);
});

test('a short placeholder of a key is left in the words of the provider', async () => {
  const baseUrl = await startGateway(400, () => ({ message: 'none of the models' }));
  const without = openAiProvider({ baseUrl, apiKey: null, timeoutMs: 5000 });
  assert.equal(await messageOf(without), '400 none of the models');
});

const outputs = {
  'thinking that only the total counts': [{ completion_tokens: 198, total_tokens: 623 }, 603],
  'nothing but thinking': [{ completion_tokens: 0, total_tokens: 80 }, 60],
  'an answer of which nothing was said but the total': [{ total_tokens: 80 }, 60],
  'no total': [{ completion_tokens: 198 }, 198],
  'a total that is too small': [{ completion_tokens: 198, total_tokens: 0 }, 198],
  'a total that is no number': [{ completion_tokens: 198, total_tokens: NaN }, 198],
  'cached input that is counted apart': [
    { completion_tokens: 198, total_tokens: 518, prompt_tokens_details: { cached_tokens: 300 } },
    198,
  ],
  'a total of the input alone': [{ total_tokens: 20 }, null],
} as const;
for (const [name, [said, expected]] of Object.entries(outputs)) {
  test(`counts the output with ${name}`, async () => {
    const usage = { prompt_tokens: 20, ...said } as CompletionUsage;
    const { outputTokens, inputTokens } = await replyTo({ usage });
    assert.deepEqual([inputTokens, outputTokens], [20, expected]);
  });
}

test('a reply that says nothing of its use has used an unknown number of tokens', async () => {
  const { inputTokens, outputTokens } = await replyTo({});
  assert.deepEqual([inputTokens, outputTokens], [null, null]);
});
