import { createInterface } from 'node:readline';
import { styleText } from 'node:util';
import { UserError } from '../domain/userError.ts';
import { asTyped } from './asTyped.ts';
import { isAttended, redraws, showsColour, showsUnicode } from './terminal.ts';

type Style = Parameters<typeof styleText>[0];

/** All that a command sees of the terminal. Results go to `out`, everything else to `err`. */
export interface Io {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** Whether stderr is a terminal whose lines can be drawn over. */
  isLive: boolean;
  /** Whether a person is there to answer a question. */
  canAsk: boolean;
  /** Whether the locale is UTF-8. */
  unicode: boolean;
  /** Names commands in a text as they can be typed here; `out` and `err` do it by themselves. */
  typed: (text: string) => string;
  /** From now on the commands that texts name are those of this data folder, as it was given. */
  nameDataDir(given: string): void;
  /** Writes a line (or several) to stdout. */
  out(text: string): void;
  /** Writes a result to stdout as it stands. */
  data(text: string): void;
  /** Writes a line (or several) to stderr. */
  err(text: string): void;
  /** Colours text for stdout, where that shows colours. */
  paintOut(style: Style, text: string): string;
  /** Colours text for stderr, where that shows colours. */
  paintErr(style: Style, text: string): string;
  /**
   * Asks on stderr; only y and yes mean yes, Ctrl-C and Ctrl-D mean no.
   * @throws UserError when nobody is there to answer.
   */
  confirm(question: string): Promise<boolean>;
}

export interface Streams {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
}

export function createIo({ stdin, stdout, stderr }: Streams, env: NodeJS.ProcessEnv, cwd: string): Io {
  for (const stream of [stdout, stderr]) stream.on('error', ignoreClosedPipe);
  let typedHere = asTyped(env);
  const typed = (text: string): string => typedHere(text);
  const canAsk = stdin.isTTY === true && isAttended(stderr, env);
  return {
    stdin,
    stdout,
    stderr,
    env,
    cwd,
    isLive: redraws(stderr, env),
    canAsk,
    unicode: showsUnicode(env),
    typed,
    nameDataDir: (given) => void (typedHere = asTyped(env, given)),
    out: (text) => void stdout.write(`${typed(text)}\n`),
    data: (text) => void stdout.write(`${text}\n`),
    err: (text) => void stderr.write(`${typed(text)}\n`),
    paintOut: painter(showsColour(stdout, env)),
    paintErr: painter(showsColour(stderr, env)),
    async confirm(question) {
      if (!canAsk) throw nobodyToAsk(question);
      return ask(stdin, stderr, question);
    },
  };
}

/** Whoever read the output has seen enough; the work itself goes on. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

const painter =
  (showsColours: boolean) =>
  (style: Style, text: string): string =>
    showsColours ? styleText(style, text, { validateStream: false }) : text;

const nobodyToAsk = (question: string): UserError =>
  new UserError(
    'needs-answer',
    `There is no terminal to ask: ${question}`,
    'Answer yes beforehand with --yes.',
  );

function ask(input: NodeJS.ReadStream, output: NodeJS.WriteStream, question: string): Promise<boolean> {
  const prompt = createInterface({ input, output });
  return new Promise((resolve) => {
    prompt.on('SIGINT', () => prompt.close());
    prompt.on('close', () => resolve(false));
    prompt.question(`${question} [y/N] `, (answer) => {
      resolve(/^y(es)?$/i.test(answer.trim()));
      prompt.close();
    });
  });
}

/** Waits until everything written has left this process; a pipe may take a while. */
export async function flush({ stdout, stderr }: Io): Promise<void> {
  await Promise.all([stdout, stderr].map(drained));
}

const drained = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    if (stream.destroyed || stream.writableLength === 0) resolve();
    else stream.write('', () => resolve());
  });
