import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

export interface PageTask {
  /** PDF or image. */
  source: string;
  /** From 1; `null` for an image. */
  page: number | null;
  dpi: number;
  /** The JPEG to write. */
  target: string;
}

export type PageMakerReply = { ok: true; pages: number } | { ok: false; reason: string };

/** Threads that turn scans into pages, one task each at a time. */
export interface PageMakers extends AsyncDisposable {
  count(pdf: string): Promise<PageMakerReply>;
  make(task: PageTask): Promise<PageMakerReply>;
  /** How many tasks run at once. */
  width: number;
}

// In the sources the file ends in .ts, in dist in .js.
const script = new URL(`./pageMaker${extname(import.meta.url)}`, import.meta.url);

export function startPageMakers(width = Math.min(Math.max(availableParallelism(), 2), 8)): PageMakers {
  const threads = Array.from({ length: width }, () => new Worker(script));
  const free = [...threads];
  const waiting: ((thread: Worker) => void)[] = [];
  const take = async () => free.pop() ?? (await new Promise<Worker>((resolve) => waiting.push(resolve)));
  const giveBack = (thread: Worker) => {
    const next = waiting.shift();
    if (next) next(thread);
    else free.push(thread);
  };
  const ask = async (task: PageTask | { count: string }): Promise<PageMakerReply> => {
    const thread = await take();
    thread.postMessage(task);
    const [reply] = (await once(thread, 'message')) as [PageMakerReply];
    giveBack(thread);
    return reply;
  };
  return {
    width,
    count: (pdf) => ask({ count: pdf }),
    make: ask,
    async [Symbol.asyncDispose]() {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}
