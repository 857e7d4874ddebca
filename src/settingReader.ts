import { UserError } from './domain/userError.ts';
import { retiredSettings, settings, type Setting, type SettingName, type SettingValue } from './settings.ts';

export type Variables = Record<string, string | undefined>;

export interface SettingSources {
  /** Flags by their camelCase names, as they were typed. */
  flags: object;
  env: Variables;
  fileEnv: Variables;
  /** Absolute path of the `.env` that `fileEnv` came from. */
  envFile: string;
}

export type SettingReader = <Name extends SettingName>(name: Name) => SettingValue<Name>;

/** Reads variables by name; flags go before the environment, the environment before `.env`. */
export const settingReader =
  (sources: SettingSources): SettingReader =>
  <Name extends SettingName>(name: Name) =>
    // The table's types tie each name to its reader; inside this function they are one union.
    readSetting(name, settings[name], sources) as SettingValue<Name>;

/** Lines on variables that are set and change nothing. */
export function noticesOn(env: Variables, fileEnv: Variables): string[] {
  // A name without our prefix may be meant for another program, unless it stands in our `.env`.
  const isOurs = (name: string): boolean => name.startsWith('AITA_') || Boolean(fileEnv[name]);
  const retired = Object.entries(retiredSettings)
    .filter(([name]) => (env[name] || fileEnv[name]) && isOurs(name))
    .map(([name, reason]) => `${name} is set and changes nothing: ${reason}.`);
  const unknown = Object.keys({ ...fileEnv, ...env })
    .filter((name) => name.startsWith('AITA_') && !(name in settings) && !(name in retiredSettings))
    .map((name) => `${name} is set, and AITA knows no such variable (aita --help lists them).`);
  return [...retired, ...unknown];
}

function readSetting(name: string, row: Setting<unknown>, sources: SettingSources): unknown {
  const given = givenText(name, row, sources);
  const text = given?.text ?? row.default;
  if (text === null) return null;
  const value = row.value.read(text);
  if (value !== undefined) return value;
  throw wrongValue(row, given ?? { source: name, text, where: '' });
}

interface Given {
  /** The flag or variable. */
  source: string;
  text: string;
  where: string;
}

function givenText(
  name: string,
  row: Setting<unknown>,
  { flags, env, fileEnv, envFile }: SettingSources,
): Given | null {
  const flag = row.flag === undefined ? undefined : (flags as Variables)[camelCase(row.flag)];
  if (flag !== undefined) return { source: row.flag ?? name, text: flag, where: '' };
  const fromEnv = env[name]?.trim();
  if (fromEnv) return { source: name, text: fromEnv, where: '' };
  const fromFile = fileEnv[name]?.trim();
  return fromFile ? { source: name, text: fromFile, where: ` in ${envFile}` } : null;
}

function wrongValue(row: Setting<unknown>, { source, text, where }: Given): UserError {
  const shown = row.isSecret ? `${source} holds something else` : `${source} is "${text}"`;
  const otherwise = row.default === null ? 'leave it out' : `leave it out for ${row.default}`;
  return new UserError(
    'bad-setting',
    `${shown}${where}; expected ${row.value.allowed}.`,
    `Correct ${source}, or ${otherwise}.`,
  );
}

const camelCase = (flag: string): string =>
  flag.replace(/^--/, '').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
