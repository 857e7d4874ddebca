import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imageTokens } from '../../src/files/imageTokens.ts';
import { highestUse, mostImageTokens } from '../../src/llm/highestUse.ts';
import type { ModelRequest, SentImage } from '../../src/llm/request.ts';

const page = { width: 1448, height: 2048 };

const request = (text: string, images = 0): ModelRequest<SentImage> => {
  const bytes = { data: Buffer.alloc(0), mediaType: 'image/jpeg', ...page };
  const image = { type: 'image' as const, digest: 'd', ...bytes, load: () => Promise.resolve(bytes) };
  const content = [{ type: 'text' as const, text }, ...Array.from({ length: images }, () => image)];
  return {
    baseUrl: 'http://127.0.0.1:1/v1',
    model: 'gpt-5.4-mini',
    messages: [{ role: 'user', content }],
    schema: { name: 'page_text', schema: { type: 'object' } },
    temperature: 0,
    maxOutputTokens: 8000,
    sample: 0,
  };
};

test('counts at least a token for every byte of text, also outside of ASCII', () => {
  const without = highestUse(request('')).inputTokens;
  assert.equal(highestUse(request('abc')).inputTokens - without, 3);
  assert.equal(highestUse(request('試験')).inputTokens - without, 6);
});

test('the output is bounded by what the request allows', () => {
  assert.equal(highestUse(request('')).outputTokens, 8000);
});

test('counts each image', () => {
  const without = highestUse(request('')).inputTokens;
  const each = mostImageTokens(page, 'gpt-5.4-mini');
  assert.equal(highestUse(request('', 2)).inputTokens - without, 2 * each);
});

test('no provider’s published rule gives more tokens for an image', () => {
  for (let width = 50; width <= 2048; width += 37) {
    for (let height = 50; height <= 2048; height += 41) {
      const most = mostImageTokens({ width, height }, 'any');
      const patches = (edge: number) => Math.ceil(width / edge) * Math.ceil(height / edge);
      const scale = Math.min(1, 768 / Math.min(width, height));
      const openAiTiles = Math.ceil((width * scale) / 512) * Math.ceil((height * scale) / 512);
      const published = {
        gemini: imageTokens(width, height),
        anthropic: Math.ceil((width * height) / 750),
        qwen: patches(28) + 2,
        gpt4o: 85 + 170 * openAiTiles,
        gpt5Nano: 2.46 * Math.min(1536, patches(32)),
        gpt5: patches(32),
      };
      for (const [name, tokens] of Object.entries(published))
        assert.ok(tokens <= most, `${name}: ${tokens} > ${most} at ${width} x ${height}`);
    }
  }
  assert.ok(mostImageTokens(page, 'openai/gpt-4o-mini') >= 2833 + 6 * 5667);
});
