import { dirname } from 'node:path';
import type { Worker } from 'tesseract.js';
import { devPackageFile, loadDevPackage } from './devPackages.ts';

export interface Reading {
  text: string;
  /** 0..1, the recogniser's own mean over the words; 0 when it found none. */
  confidence: number;
}

export interface PageReader {
  /** Reads print and handwriting alike. A page whose `signal` is aborted while it waits is not read. */
  read(image: Buffer, signal: AbortSignal): Promise<Reading>;
  close(): Promise<void>;
}

/** Pages read at once, each on its own thread. */
const width = 2;

/** Real OCR with the packaged English data; its threads start with the first pages. */
export async function openPageReader(): Promise<PageReader> {
  const startThread = await threadStarter();
  const threads: Promise<Worker>[] = [];
  const idle: Promise<Worker>[] = [];
  const queue: Job[] = [];

  async function runLane(): Promise<void> {
    const thread = idle.pop() ?? startThread();
    if (!threads.includes(thread)) threads.push(thread);
    for (let job = queue.shift(); job; job = queue.shift()) {
      const reading = recognise(thread, job);
      job.resolve(reading);
      await Promise.allSettled([reading]);
    }
    idle.push(thread);
  }
  return {
    read: (image, signal) =>
      new Promise((resolve) => {
        queue.push({ image, signal, resolve });
        if (threads.length - idle.length < width) void runLane();
      }),
    async close() {
      for (const thread of await Promise.all(threads)) await thread.terminate();
    },
  };
}

interface Job {
  image: Buffer;
  signal: AbortSignal;
  resolve: (reading: Promise<Reading>) => void;
}

async function threadStarter(): Promise<() => Promise<Worker>> {
  const { createWorker, OEM } = (await loadDevPackage(() => import('tesseract.js'))).default;
  // The small variant reads these pages as well as the full one, in half the time.
  const data = await devPackageFile('@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz');
  return async () => {
    const thread = await createWorker('eng', OEM.LSTM_ONLY, {
      langPath: dirname(data),
      cacheMethod: 'none',
      // Without one a failed job would end the process; its promise rejects too.
      errorHandler: () => undefined,
    });
    // A page is rarely scanned in what its file says; without this each is warned about on stderr.
    await thread.setParameters({ user_defined_dpi: '150' });
    return thread;
  };
}

async function recognise(thread: Promise<Worker>, { image, signal }: Job): Promise<Reading> {
  signal.throwIfAborted();
  const { data } = await (await thread).recognize(image);
  const text = data.text.replaceAll(/\n{2,}/g, '\n').trim();
  return { text, confidence: text === '' ? 0 : data.confidence / 100 };
}
