import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import OpenAI from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import { z } from 'zod';
import { startOfflineModel } from '../../src/offline/server.ts';

const model = await startOfflineModel();
after(() => model.close());
const client = new OpenAI({ baseURL: model.url, apiKey: 'none', maxRetries: 0 });

test('answers a request without a schema with a text that says so, the same each time', async () => {
  const long = `Name\n three birds ${'of the sea '.repeat(12)}`;
  const body: ChatCompletionCreateParamsNonStreaming = {
    model: 'offline',
    messages: [
      { role: 'user', content: 'Hello' },
      { role: 'assistant', content: 'Hello.' },
      { role: 'user', content: [{ type: 'text', text: long }] },
    ],
  };
  const start = 'Stand-in reply (no model was asked) to: ';
  for (const format of [{}, { response_format: { type: 'text' as const } }]) {
    const reply = await client.chat.completions.create({ ...body, ...format });
    const content = reply.choices[0]?.message.content ?? '';
    assert.equal(content, start + long.replaceAll('\n ', ' ').slice(0, 80));
    assert.equal(reply.usage?.completion_tokens, Math.ceil(content.length / 4));
    assert.equal(reply.usage.prompt_tokens, Math.ceil((5 + 6 + long.length) / 4));
  }
});

test('answers a schema that it has no rule for with the smallest value that fits', async () => {
  const poem = z.object({ title: z.string(), verses: z.array(z.string()), stars: z.int().min(1).max(5) });
  const reply = await client.chat.completions.create({
    model: 'offline',
    messages: [{ role: 'user', content: 'Write a poem.' }],
    response_format: zodResponseFormat(poem, 'poem'),
  });
  const value = JSON.parse(reply.choices[0]?.message.content ?? '') as unknown;
  assert.deepEqual(value, { title: 'stand-in', verses: [], stars: 1 });
});
