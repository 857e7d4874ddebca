import { spendGroups } from '../domain/spend.ts';
import { amount, oneOf, wholeNumber } from '../domain/valueReader.ts';
import * as option from './options.ts';
import { workCommands } from './workCommands.ts';
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
  'To work': workCommands,
  'To look': [
    {
      name: 'status',
      summary: 'Shows all runs of a data folder, each call in flight, and what to do next.',
      options: [...option.onData, option.batch],
      examples: [
        ['aita status', 'all exams of ./data'],
        ['aita status --batch tasks', 'the batch of tasks.jsonl'],
        ['aita status --assignment Final --json', 'one exam, for a script'],
      ],
    },
    {
      name: 'costs',
      summary: 'Shows what all calls have cost, with waste and reuse apart.',
      options: [
        ...option.onData,
        {
          flags: '--by <word>',
          meaning: `one line for each ${spendGroups.join(', ')} (assignment; step for one exam)`,
          value: oneOf(spendGroups),
        },
      ],
      examples: [
        ['aita costs', 'all exams of ./data'],
        ['aita costs --assignment Final --by day', 'one exam, day by day'],
      ],
    },
    {
      name: 'report',
      summary: 'Writes pages to read and print: each scan beside its text, and the rubric.',
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
