import { loadConfig, type Config, type Flags } from '../config.ts';
import type { Io } from './io.ts';

/** The config of a command, from its flags; says once on stderr what is set and changes nothing. */
export function commandConfig(flags: Flags, io: Io): Config {
  const config = loadConfig({ flags, env: io.env, cwd: io.cwd });
  if (!flags.quiet) for (const notice of config.notices) io.err(notice);
  return config;
}
