import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { ImagePart, ModelRequest } from '../../src/llm/request.ts';
import { requestBody, requestBytes } from '../../src/llm/requestBody.ts';

/** Read only after `turns` turns of the event loop. */
const image = (data: string, turns: number): ImagePart => ({
  type: 'image',
  digest: data,
  async load() {
    for (let turn = 0; turn < turns; turn++) await setImmediate();
    return { data: Buffer.from(data), mediaType: 'image/png', width: 1, height: 1 };
  },
});

const request: ModelRequest = {
  baseUrl: 'http://127.0.0.1:1/v1',
  model: 'm',
  messages: [
    { role: 'system', content: [{ type: 'text', text: 'image-0 "ä" image-1-1' }] },
    { role: 'user', content: [image('first', 5), { type: 'text', text: 'and' }, image('second', 0)] },
  ],
  schema: { name: 'page_text', schema: { type: 'object' } },
  temperature: null,
  maxOutputTokens: 10,
  sample: 0,
};

test('the bytes are the body as JSON, each image in its place whichever was read first', async () => {
  assert.deepEqual(JSON.parse(String(await requestBytes(request))), await requestBody(request));
});

/** What a model is told of length and temperature. */
async function limitsFor(baseUrl: string, model: string) {
  const body = await requestBody({ ...request, baseUrl, model, temperature: 0.1 });
  const { max_tokens, max_completion_tokens, temperature } = body;
  return { max_tokens, max_completion_tokens, temperature };
}

const openAi = ['https://api.openai.com/v1', 'https://eu.api.openai.com/v1'];
const reasoning = [
  'gpt-5',
  'gpt-5-mini-2025-08-07',
  'gpt-5.4-mini',
  'o1',
  'o3-2025-04-16',
  'o4-mini',
  'gpt-6-sol',
];
const other = [
  'gpt-4.1-mini',
  'gpt-4o-2024-08-06',
  'chatgpt-4o-latest',
  'gpt-3.5-turbo',
  'ft:gpt-4.1-mini:us::1',
];

test('OpenAI’s models get the limit under its new name, and those that reason no temperature', async () => {
  for (const baseUrl of openAi) {
    const named = { max_tokens: undefined, max_completion_tokens: 10 };
    for (const model of [...reasoning, 'ft:o4-mini-2025-04-16:us::1'])
      assert.deepEqual(await limitsFor(baseUrl, model), { ...named, temperature: undefined }, model);
    for (const model of other)
      assert.deepEqual(await limitsFor(baseUrl, model), { ...named, temperature: 0.1 }, model);
  }
});

test('every other provider gets what all of them know', async () => {
  const known = { max_tokens: 10, max_completion_tokens: undefined, temperature: 0.1 };
  for (const baseUrl of [
    'https://openrouter.ai/api/v1',
    'https://notapi.openai.com.example/v1',
    request.baseUrl,
  ])
    assert.deepEqual(await limitsFor(baseUrl, 'gpt-5.4-mini'), known, baseUrl);
});
