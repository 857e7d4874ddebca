import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

export interface PageTask {
  /** PDF or image. */
  source: string;
  /** From 1, also for an image of one page. */
  page: number;
  dpi: number;
  /** The JPEG to write. */
  target: string;
}

export type PageMakerReply = { ok: true; pages: number } | { ok: false; reason: string };

/** Threads that turn scans into pages, one task each at a time. */
export interface PageMakers extends AsyncDisposable {
  /** Pages of a PDF or an image. */
  count(path: string): Promise<PageMakerReply>;
  make(task: PageTask): Promise<PageMakerReply>;
  /** How many tasks run at once. */
  width: number;
}

// In the sources the file ends in .ts, in dist in .js.
const script = new URL(`./pageMaker${extname(import.meta.url)}`, import.meta.url);

/** A thread takes about 130 MB, whatever the size of the class; four would pass 700 MB in all. */
const defaultWidth = Math.min(Math.max(availableParallelism(), 2), 3);

export function startPageMakers(width = defaultWidth): PageMakers {
  const threads = new Set(Array.from({ length: width }, () => new Worker(script)));
  const free = [...threads];
  const waiting: ((thread: Worker) => void)[] = [];
  const take = async () => free.pop() ?? (await new Promise<Worker>((resolve) => waiting.push(resolve)));
  const giveBack = (thread: Worker) => {
    const next = waiting.shift();
    if (next) next(thread);
    else free.push(thread);
  };
  const replace = (dead: Worker): Worker => {
    const thread = new Worker(script);
    threads.delete(dead);
    threads.add(thread);
    return thread;
  };
  const ask = async (task: PageTask | { count: string }): Promise<PageMakerReply> => {
    const thread = await take();
    const reply = await replyOf(thread, task);
    giveBack(reply === null ? replace(thread) : thread);
    return reply ?? { ok: false, reason: 'the program that draws pages broke off' };
  };
  return {
    width,
    count: (path) => ask({ count: path }),
    make: ask,
    async [Symbol.asyncDispose]() {
      await Promise.all([...threads].map((thread) => thread.terminate()));
    },
  };
}

/** `null` when the thread died of the task: one broken page must not end the others. */
function replyOf(thread: Worker, task: PageTask | { count: string }): Promise<PageMakerReply | null> {
  return new Promise((resolve) => {
    const settle = (reply: PageMakerReply | null) => {
      thread.off('message', settle).off('exit', onEnd).off('error', onEnd);
      resolve(reply);
    };
    const onEnd = () => settle(null);
    thread.on('message', settle).on('exit', onEnd).on('error', onEnd);
    thread.postMessage(task);
  });
}
