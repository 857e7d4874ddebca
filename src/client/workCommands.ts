import type { CommandRow } from './commandTable.ts';
import * as option from './options.ts';

/** Commands that run a pipeline or change how it runs. */
export const workCommands: CommandRow[] = [
  {
    name: 'ingest',
    summary: 'Turns scans into one folder of pages per student.',
    options: [
      ...option.onData,
      option.count('--pages-per-student <n>', 'cut a class PDF after every n pages'),
      option.count('--dpi <n>', 'dots per inch of the pages made from PDFs (200)', 72),
    ],
    examples: [
      ['aita ingest --assignment Final', 'one PDF, or one folder of images, per student'],
      ['aita ingest -a Final --pages-per-student 2', 'one PDF of the whole class, two pages each'],
    ],
  },
  {
    name: 'transcribe',
    summary: 'Reads the handwriting of every page; run again, it goes on where it was.',
    options: [
      ...option.onData,
      { flags: '-s, --student <name>', meaning: 'only this student; may be repeated', isRepeatable: true },
      option.count('--limit <n>', 'only the first n students, spread over the class'),
      { flags: '-f, --force', meaning: 'write over files edited by hand; pays nothing' },
      { flags: '--no-reuse', meaning: 'ask the model again, and pay again, for what is stored' },
      { flags: '--send-blank', meaning: 'send blank pages too' },
      { flags: '--mask <x,y,w,h>', meaning: 'hide this part of page 1 (fractions), where the name is' },
      ...option.onRun,
    ],
    examples: [
      ['aita transcribe --assignment Final --dry-run', 'pages, time and cost, without a call'],
      ['aita transcribe --assignment Final', 'the whole class'],
      ['aita transcribe -a Final --limit 3', 'three students first; later the rest, without paying twice'],
      ['aita transcribe -a Final --offline', 'the whole path without a key'],
    ],
  },
  {
    name: 'generate-rubric',
    summary: 'Writes an answer key and a rubric for every question of exam.json.',
    options: [
      ...option.onData,
      { flags: '-f, --force', meaning: 'write over files edited by hand; pays nothing' },
      { flags: '--no-reuse', meaning: 'ask the model again, and pay again, for what is stored' },
      {
        flags: '--dry-run',
        meaning: 'show the questions, the files that apply and the cost; calls nothing',
      },
      ...option.onWork,
      { flags: '--no-worker', meaning: 'only watch; other workers do the work' },
    ],
    examples: [
      ['aita generate-rubric --assignment Midterm', 'answer-key.json and rubric.json, to be edited'],
    ],
  },
  {
    name: 'batch',
    summary: 'Asks a model for every line of a file, and survives any interruption.',
    arguments: [{ name: '<tasks>', meaning: 'file with one task a line as JSON; - for standard input' }],
    options: [
      { flags: '-o, --out <file>', meaning: 'where the results go, in the order of the tasks (stdout)' },
      { flags: '--name <name>', meaning: "the batch's name (that of the file)" },
      option.dataDir,
      option.json,
      option.quiet,
      option.verbose,
      { flags: '--no-reuse', meaning: 'ask the model again, and pay again, for what is stored' },
      ...option.onRun,
    ],
    examples: [
      [
        'aita batch tasks.jsonl --out results.jsonl',
        'a line: {"id":"a","prompt":"…"}; run again, it goes on',
      ],
      ['aita batch tasks.jsonl --dry-run', 'calls, tokens and cost, without a call'],
    ],
  },
  {
    name: 'worker',
    summary: 'Works for the runs of a data folder until it is stopped.',
    options: [option.dataDir, ...option.onModel, option.quiet, option.verbose],
    examples: [['aita worker --data-dir data', 'a second pair of hands for the same runs']],
  },
  {
    name: 'pause',
    summary: 'Starts no new call of a run until it is resumed; calls in flight finish.',
    options: [...option.onData, option.batch, option.pipeline],
    examples: [
      ['aita pause --assignment Final', 'from another terminal, while it runs'],
      ['aita pause --batch tasks', "the batch of tasks.jsonl, or a program's of that name"],
    ],
  },
  {
    name: 'resume',
    summary: 'Goes on with a paused run, and works on it here.',
    options: [...option.onData, option.batch, option.pipeline, ...option.onWork],
    examples: [
      ['aita resume --assignment Final', 'after the key or the credit was mended'],
      ['aita resume --assignment Final --budget 10', 'when its budget was reached'],
      ['aita resume --batch tasks', 'lets the process that works on the batch go on'],
    ],
  },
  {
    name: 'cancel',
    summary: 'Ends a run; what was done is written, and a new start goes on from the store.',
    options: [...option.onData, option.batch, option.pipeline],
    examples: [
      ['aita cancel --assignment Final', 'gives up calls in flight'],
      ['aita cancel --batch tasks', 'the batch of tasks.jsonl'],
    ],
  },
  {
    name: 'retry-failed',
    summary: 'Asks only the failed items again.',
    options: [...option.onData, option.pipeline, ...option.onWork],
    examples: [['aita retry-failed --assignment Final', 'everything else comes from the store']],
  },
  {
    name: 'limits',
    summary: 'Changes the calls in flight and the rate of running work.',
    options: [...option.onData, option.batch, option.maxWorkers, option.rateLimit],
    examples: [
      ['aita limits --max-workers 10', 'while a run goes on in another terminal; its rate stays as it is'],
    ],
  },
  {
    name: 'forget',
    summary: "Removes an exam's stored replies, so that the next run asks and pays again.",
    options: [...option.onData, option.yes],
    examples: [['aita forget --assignment Midterm', 'asks before it removes anything']],
  },
];

/** Not in the help: what `--detach` leaves behind. */
export const backgroundCommand: CommandRow = {
  name: 'carry-on',
  summary: 'Works for one planned run until it ends.',
  options: [
    ...option.onData,
    option.batch,
    { flags: '--plan <digest>', meaning: 'digest of its plan' },
    { flags: '--run <id>', meaning: 'its id' },
    { flags: '--output <path>', meaning: 'path of its results; may be repeated', isRepeatable: true },
    ...option.onModel,
    option.budget,
  ],
  examples: [],
};
