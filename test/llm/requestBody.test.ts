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

test('the bytes are the body as JSON, each image in its place whichever was read first', async () => {
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
  assert.deepEqual(JSON.parse(String(await requestBytes(request))), await requestBody(request));
});
