import { amount, wholeNumber } from '../domain/valueReader.ts';
import * as option from './options.ts';
import type { OptionRow } from './options.ts';

/** A command; `generate-rubric` lives in `commands/generateRubric.ts`. */
export interface CommandRow {
  name: string;
  /** One sentence. */
  summary: string;
  arguments?: ArgumentRow[];
  options: OptionRow[];
  /** A command line and what it is for. */
  examples: [command: string, purpose: string][];
}

export interface ArgumentRow {
  /** As commander reads it: `<name>`, or `[name]` when it may be left out. */
  name: string;
  meaning: string;
  choices?: string[];
}

/** Commands by the headings of `aita --help`. */
export const commandTable: Record<string, CommandRow[]> = {
  'To begin': [
    {
      name: 'overview',
      summary: 'Shows what is here and the next command; the same as aita alone.',
      options: [option.dataDir, option.json],
      examples: [['aita', 'the exams in ./data and what to do next']],
    },
    {
      name: 'demo',
      summary:
        'Shows the whole path without a key: a sample exam, a worker that is killed, a run that goes on.',
      options: [
        { flags: '--dir <folder>', meaning: 'where to work (a new folder for temporary files)' },
        option.count('--students <n>', 'how many students (12)'),
        option.json,
      ],
      examples: [['aita demo', 'about a minute; it leaves a report to look at']],
    },
    {
      name: 'init',
      summary: 'Makes the folders of an exam, with an exam.json to fill in.',
      arguments: [{ name: '<assignment>', meaning: 'name of the exam' }],
      options: [option.dataDir, option.json, option.quiet],
      examples: [['aita init Final', 'makes data/Final']],
    },
    {
      name: 'sample',
      summary: 'Writes a sample exam in handwriting, to try things with.',
      options: [
        option.count('--students <n>', 'how many students (12)'),
        { flags: '--dir <folder>', meaning: 'where to write it' },
        option.count('--seed <n>', 'the same seed writes the same exam (1)', 0),
        option.json,
        option.quiet,
      ],
      examples: [['aita sample --students 12 --dir sample', 'twelve students in the folder sample']],
    },
  ],
  'To work': [
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
      name: 'worker',
      summary: 'Works for the runs of a data folder until it is stopped.',
      options: [option.dataDir, ...option.onModel, option.quiet, option.verbose],
      examples: [['aita worker --data-dir data', 'a second pair of hands for the same runs']],
    },
    {
      name: 'pause',
      summary: 'Starts no new call of a run until it is resumed; calls in flight finish.',
      options: [...option.onData, option.pipeline],
      examples: [['aita pause --assignment Final', 'from another terminal, while it runs']],
    },
    {
      name: 'resume',
      summary: 'Goes on with a paused run, and works on it here.',
      options: [...option.onData, option.pipeline, ...option.onModel, option.yes, option.noProgress],
      examples: [['aita resume --assignment Final', 'after the key or the credit was mended']],
    },
    {
      name: 'cancel',
      summary: 'Ends a run; what was done is written, and a new start goes on from the store.',
      options: [...option.onData, option.pipeline],
      examples: [['aita cancel --assignment Final', 'gives up calls in flight']],
    },
    {
      name: 'retry-failed',
      summary: 'Asks only the failed items again.',
      options: [...option.onData, ...option.onModel, option.yes, option.noProgress],
      examples: [['aita retry-failed --assignment Final', 'everything else comes from the store']],
    },
    {
      name: 'limits',
      summary: 'Changes the calls in flight and the rate of running work.',
      options: [...option.onData, ...option.onModel],
      examples: [['aita limits --max-workers 10 --rate-limit 20', 'while a run goes on in another terminal']],
    },
    {
      name: 'forget',
      summary: "Removes an exam's stored replies, so that the next run asks and pays again.",
      options: [...option.onData, option.yes],
      examples: [['aita forget --assignment Midterm', 'asks before it removes anything']],
    },
  ],
  'To look': [
    {
      name: 'status',
      summary: 'Shows all runs of a data folder, each call in flight, and what to do next.',
      options: option.onData,
      examples: [
        ['aita status', 'all exams of ./data'],
        ['aita status --assignment Final --json', 'one exam, for a script'],
      ],
    },
    {
      name: 'report',
      summary: 'Writes pages to read in a browser: each scan beside its text.',
      options: [
        ...option.onData,
        { flags: '-s, --student <name>', meaning: 'only this student; may be repeated', isRepeatable: true },
      ],
      examples: [
        ['aita report --assignment Final', 'writes data/Final/reports/index.html'],
        ['aita report -a Final --student student-07', 'one student again, and the index'],
      ],
    },
    {
      name: 'doctor',
      summary: 'Checks this machine, the engine, the key and the data folder, one line each.',
      options: [option.dataDir, option.json],
      examples: [['aita doctor', 'what works and what does not']],
    },
    {
      name: 'version',
      summary: 'Prints the version.',
      options: [option.json],
      examples: [['aita version', 'the version and nothing else']],
    },
  ],
  'To run things by hand': [
    {
      name: 'engine',
      summary: 'Starts, stops or shows the Temporal engine that AITA runs for itself.',
      arguments: [
        { name: '<action>', meaning: 'start, stop or status', choices: ['start', 'stop', 'status'] },
      ],
      options: [option.yes, option.json, option.quiet, option.verbose],
      examples: [
        ['aita engine status', 'whether it runs, and the link to its Web UI'],
        ['aita engine stop', 'asks first when runs are open'],
      ],
    },
    {
      name: 'offline-model',
      summary: 'Runs the stand-in model as a server on this machine.',
      options: [
        { flags: '--port <n>', meaning: 'port on 127.0.0.1', value: wholeNumber(1, 65535) },
        {
          flags: '--latency-ms <n>',
          meaning: 'wait this long before each answer, in ms (0)',
          value: amount('1100'),
        },
      ],
      examples: [['aita offline-model --port 8081', 'then set AITA_BASE_URL=http://127.0.0.1:8081/v1']],
    },
  ],
};

export const commandRows: CommandRow[] = Object.values(commandTable).flat();
