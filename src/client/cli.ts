import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { ValueReader } from '../domain/valueReader.ts';
import { ExitCode, UserError } from '../domain/userError.ts';
import { commandRows, commandTable, type CommandRow } from './commandTable.ts';
import { commandFooter, programFooter } from './help.ts';
import type { Io } from './io.ts';
import { backgroundCommand } from './workCommands.ts';
import type { OptionRow } from './options.ts';

/** A file of `commands/`; `options` holds flags and arguments by their camelCase names. */
interface CommandModule {
  run(options: CommandOptions, io: Io): Promise<ExitCode>;
}

interface CommandOptions {
  dataDir?: string;
}

/**
 * Runs one command line.
 * @throws UserError when it is no command line of AITA, and whatever the command throws.
 */
export async function runCli(args: string[], io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = ExitCode.done;
  const program = buildProgram(io, async (row, options) => {
    const command = (await import(`./commands/${camelCase(row.name)}.ts`)) as CommandModule;
    if (options.dataDir !== undefined) io.nameDataDir(options.dataDir);
    exitCode = await command.run(options, io);
  });
  try {
    await program.parseAsync(withCommand(args), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw wrongUsage(error, args);
  }
  return exitCode;
}

/** `aita` alone, or with flags only, is `aita overview`. */
function withCommand(args: string[]): string[] {
  const [first] = args;
  if (first === '-V' || first === '--version') return ['version', ...args.slice(1)];
  const isCommand = first !== undefined && (!first.startsWith('-') || first === '-h' || first === '--help');
  return isCommand ? args : ['overview', ...args];
}

type Runner = (row: CommandRow, options: CommandOptions) => Promise<void>;

function buildProgram(io: Io, run: Runner): Command {
  const program = new Command('aita')
    .description(
      'Transcribes stacks of scanned, handwritten exams with a vision model, and survives any interruption.',
    )
    .exitOverride()
    .configureOutput({ writeOut: (text) => void io.stdout.write(io.typed(text)), writeErr: () => {} })
    .option('-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .addHelpText('after', () => programFooter(columns(io), io.typed));
  for (const [group, rows] of Object.entries(commandTable)) {
    for (const row of rows)
      addCommand(program, row, run)
        .addHelpText('after', () => commandFooter(row, columns(io), io.typed))
        .helpGroup(`${group}:`);
  }
  addCommand(program, backgroundCommand, run, { hidden: true });
  return program;
}

const columns = (io: Io): number => io.stdout.columns || 80;

function addCommand(program: Command, row: CommandRow, run: Runner, { hidden = false } = {}): Command {
  const command = program.command(row.name, { hidden }).description(row.summary);
  for (const { name, meaning, choices } of row.arguments ?? []) {
    const argument = command.createArgument(name, meaning);
    command.addArgument(choices ? argument.choices(choices) : argument);
  }
  for (const option of row.options) command.addOption(toOption(option));
  return command.action(() => run(row, { ...command.opts<CommandOptions>(), ...argumentsByName(command) }));
}

const argumentsByName = (command: Command): object =>
  Object.fromEntries(
    command.registeredArguments.map((argument, index) => [argument.name(), command.processedArgs[index]]),
  );

function toOption({ flags, meaning, value, isRepeatable }: OptionRow): Option {
  const option = new Option(flags, meaning);
  if (value) option.argParser((text) => readValue(value, text));
  if (isRepeatable) option.argParser<string[]>((text, earlier) => [...(earlier ?? []), text]);
  return option;
}

function readValue(reader: ValueReader<unknown>, text: string): unknown {
  const value = reader.read(text);
  if (value === undefined) throw new InvalidArgumentError(`Expected ${reader.allowed}.`);
  return value;
}

function wrongUsage(error: CommanderError, args: string[]): UserError {
  const message = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
  const command = commandRows.find(({ name }) => name === args[0])?.name;
  const hint = command ? `aita ${command} --help shows its options.` : 'aita --help lists the commands.';
  return new UserError('wrong-usage', message, hint);
}

const camelCase = (name: string): string =>
  name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
