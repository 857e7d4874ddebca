import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { after, before, suite, test } from 'node:test';
import OpenAI from 'openai';
import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import { compareLines, errorRate } from '../../src/offline/errorRate.ts';
import { layoutExam } from '../../src/offline/sampleLayout.ts';
import { openScanner } from '../../src/offline/sampleScan.ts';
import { inventStudents } from '../../src/offline/sampleStudents.ts';
import { sampleTruth } from '../../src/offline/sampleTruth.ts';
import { startOfflineModel } from '../../src/offline/server.ts';
import type { OfflineModel } from '../../src/offline/server.ts';

const question = 'Work out 15 x 12 - 36. (3 points)';

function request(name: string, text: string, images: Buffer[] = []): ChatCompletionCreateParamsNonStreaming {
  const url = (image: Buffer) => `data:image/jpeg;base64,${image.toString('base64')}`;
  const parts = images.map((image) => ({ type: 'image_url' as const, image_url: { url: url(image) } }));
  return {
    model: 'offline',
    messages: [
      { role: 'system', content: 'You read exams.' },
      { role: 'user', content: [{ type: 'text', text }, ...parts] },
    ],
    response_format: { type: 'json_schema', json_schema: { name, schema: { type: 'object' }, strict: true } },
  };
}

suite('the offline model, asked by the openai client', () => {
  let model: OfflineModel;
  let client: OpenAI;
  const ask = async <T>(body: ChatCompletionCreateParamsNonStreaming): Promise<T> => {
    const reply = await client.chat.completions.create(body);
    return JSON.parse(reply.choices[0]?.message.content ?? '') as T;
  };
  before(async () => {
    model = await startOfflineModel();
    client = new OpenAI({ baseURL: model.url, apiKey: 'none', maxRetries: 0 });
  });
  after(() => model.close());

  test('reads a neatly written page with fewer than 15 % wrong characters', async () => {
    const students = inventStudents(1, 1);
    const truth = sampleTruth(students, layoutExam(), 1).students[0]?.pages[0];
    const [student] = students;
    assert.ok(student && truth);
    const image = await (await openScanner()).scanPage(student, 1, 1);
    const reply = await client.chat.completions.create(
      request('page_text', 'Transcribe this page.', [image]),
    );
    const page = JSON.parse(reply.choices[0]?.message.content ?? '') as PageText;
    assert.ok(errorRate(compareLines(page.text, truth.lines)) < 0.15, page.text);
    assert.ok(page.confidence > 0.5 && page.confidence <= 1);
    assert.match(page.notes, /not by a vision model/);
    // 2 x 3 tiles of 768 pixels, and the texts.
    const prompt = 6 * 258 + Math.ceil(('You read exams.'.length + 'Transcribe this page.'.length) / 4);
    assert.equal(reply.usage?.prompt_tokens, prompt);
    assert.ok(reply.usage.completion_tokens > 100);
  });

  test('answers with the usage of whole replies, streamed or not', async () => {
    const body = request('answer_key', question);
    const whole = await client.chat.completions.create(body);
    const stream = await client.chat.completions.create({
      ...body,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let usage: unknown = null;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      usage ??= chunk.usage;
    }
    assert.equal(text, whole.choices[0]?.message.content);
    assert.deepEqual(usage, whole.usage);
    assert.equal(whole.choices[0]?.finish_reason, 'stop');
  });

  test('works out arithmetic for an answer key, and owns up when it cannot answer', async () => {
    const key = await ask<{ answer: string; steps: string[] }>(request('answer_key', question));
    assert.equal(key.answer, '144');
    assert.deepEqual(key.steps, ['15 x 12 = 180', '180 - 36 = 144']);
    const none = await ask<{ answer: string }>(request('answer_key', 'Why is the sky blue? (4 points)'));
    assert.match(none.answer, /No rule/);
  });

  test('writes rubrics that add up to the points of the question', async () => {
    for (const points of [1, 2.5, 3, 6]) {
      const text = `Why? (${points} point${points === 1 ? '' : 's'})`;
      const { criteria } = await ask<{ criteria: { points: number }[] }>(request('rubric', text));
      assert.equal(
        criteria.reduce((sum, criterion) => sum + criterion.points, 0),
        points,
      );
    }
  });

  test('finds questions, and grades by shared words', async () => {
    const { questions } = await ask<{ questions: { id: string }[] }>(
      request('exam_questions', 'Question 1 (3 points)\nWhy?\nQuestion 2 (2 points)\nHow?'),
    );
    assert.deepEqual(
      questions.map(({ id }) => id),
      ['Q1', 'Q2'],
    );
    const grade = await ask<{ points: number }>(
      request(
        'graded_answer',
        '(4 points)<answer_key>sound is slow</answer_key><answer>Sound is fast</answer>',
      ),
    );
    assert.equal(grade.points, 2.5);
  });

  test('lists its models', async () => {
    const { data } = await client.models.list();
    assert.ok(data.some(({ id }) => id === 'offline'));
  });

  const refused = [
    { what: 'a model it does not have', status: 404, code: 'model_not_found', change: { model: 'gpt-5' } },
    {
      what: 'a schema without a rule that its smallest value cannot be told of',
      status: 400,
      code: 'invalid_value',
      change: { response_format: { type: 'json_schema', json_schema: { name: 'poem', schema: {} } } },
    },
    {
      what: 'a form of reply that it does not know',
      status: 400,
      code: 'invalid_value',
      change: { response_format: { type: 'json_object' } },
    },
    { what: 'no messages', status: 400, code: 'invalid_value', change: { messages: [] } },
    {
      what: 'an image it would have to fetch',
      status: 400,
      code: 'invalid_image',
      change: imageAt('https://example.org/page.jpg'),
    },
    {
      what: 'an image that is none',
      status: 400,
      code: 'invalid_image',
      change: imageAt(`data:image/png;base64,${btoa('no picture')}`),
    },
  ];
  for (const { what, status, code, change } of refused) {
    test(`refuses ${what} in the form of OpenAI's errors`, async () => {
      const body = { ...request('page_text', 'Read.'), ...change } as ChatCompletionCreateParamsNonStreaming;
      await assert.rejects(client.chat.completions.create(body), (error) => {
        assert.ok(error instanceof OpenAI.APIError);
        assert.equal(error.status, status);
        assert.equal(error.code, code);
        assert.equal(error.type, 'invalid_request_error');
        return true;
      });
    });
  }

  test('listens on this machine only', async () => {
    const { hostname, port } = new URL(model.url);
    assert.equal(hostname, '127.0.0.1');
    const outside = Object.values(networkInterfaces())
      .flatMap((each) => each ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    for (const { address } of outside) await assert.rejects(fetch(`http://${address}:${port}/v1/models`));
  });
});

test('waits as long as it is told before an answer leaves', async () => {
  const model = await startOfflineModel({ latencyMs: 150 });
  const client = new OpenAI({ baseURL: model.url, apiKey: 'none', maxRetries: 0 });
  const started = performance.now();
  await client.chat.completions.create(request('answer_key', question));
  assert.ok(performance.now() - started >= 150);
  await model.close();
});

test('says which port is taken', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  await assert.rejects(startOfflineModel({ port }), { code: 'port-taken', exitCode: 2 });
  other.close();
});

interface PageText {
  text: string;
  confidence: number;
  notes: string;
}

function imageAt(url: string) {
  return { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }] };
}
