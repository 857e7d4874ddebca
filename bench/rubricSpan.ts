import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chatBody } from '../test/support/faultModel/askModel.ts';
import { bareLoop } from './bareLoop.ts';
import { seconds, type Row } from './row.ts';
import { openStage } from './stage.ts';

const latencyMs = 1300;
const questions = 20;
/** A key and a rubric each. */
const calls = 2 * questions;
/** High enough that the width is the bound. */
const rps = 15;

interface Spans {
  spanMs: number;
  bareMs: number;
}

/** Span from the first request to the last reply, at the provider; the plain loop has no order to keep. */
async function measure(width: number): Promise<Spans> {
  await using stage = await openStage({ latency: latencyMs });
  const dataDir = await stage.exam(0, 0);
  writeExam(dataDir);
  const limits = ['--max-workers', String(width), '--rate-limit', String(rps)];
  await stage.aita(['generate-rubric', '--data-dir', dataDir, '--yes', '--quiet', ...limits]);
  const { spanMs, total } = await stage.model.stats();
  if (total !== calls) throw new Error(`Expected ${calls} calls, got ${total}.`);
  await stage.model.reset();
  const requests = Array.from({ length: calls }, (_, index) => chatBody(`call ${index}`));
  const bare = await bareLoop({ url: stage.model.baseUrl, requests, width, rps });
  return { spanMs, bareMs: bare.spanMs };
}

function writeExam(dataDir: string): void {
  const list = Array.from({ length: questions }, (_, index) => ({
    id: String(index + 1),
    text: `Question ${index + 1}: what is ${index} times ${index}?`,
    points: 5,
    kind: 'calculation',
    page: 1,
  }));
  mkdirSync(join(dataDir, 'Final'), { recursive: true });
  const exam = { name: 'Final', totalPoints: 5 * questions, questions: list };
  writeFileSync(join(dataDir, 'Final', 'exam.json'), JSON.stringify(exam));
}

function toRow(width: number, { spanMs, bareMs }: Spans): Row {
  const idealMs = Math.ceil(calls / width) * latencyMs;
  const ratio = spanMs / idealMs;
  return {
    name: `rubric of ${questions} questions, 2 calls each, width ${width}`,
    measured: `${seconds(spanMs)} (${ratio.toFixed(3)} x ideal)`,
    ideal: seconds(idealMs),
    bareLoop: seconds(bareMs),
    target: '<= 1.03 x ideal',
    isMet: ratio <= 1.03,
    span: {
      operation: `generate the rubric of ${questions} questions (${calls} calls)`,
      width,
      rps,
      latencyMs,
      ms: spanMs,
    },
  };
}

/** One question after the other, five at once (the default), ten at once. */
export async function rubricSpan(): Promise<Row[]> {
  const [ten, five, one] = [await measure(10), await measure(5), await measure(1)];
  const speedUp = one.spanMs / ten.spanMs;
  return [
    toRow(10, ten),
    toRow(5, five),
    toRow(1, one),
    {
      name: 'rubric: speed-up of width 10 over width 1',
      measured: `${speedUp.toFixed(2)} x`,
      ideal: '10 x',
      bareLoop: `${(one.bareMs / ten.bareMs).toFixed(2)} x`,
      target: '>= 9.5 x',
      isMet: speedUp >= 9.5,
    },
  ];
}
