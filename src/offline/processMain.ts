import { UserError } from '../domain/userError.ts';
import { startOfflineModel } from './server.ts';
import type { OfflineModelOptions } from './server.ts';

/** The process behind `startOfflineModelProcess`: says its URL, and ends when its standard input does. */
async function main(options: OfflineModelOptions): Promise<void> {
  // Ctrl-C reaches every process of the terminal; the parent still needs answers while it winds down.
  process.on('SIGINT', () => undefined);
  const model = await startOfflineModel(options);
  process.stdout.write(`${model.url}\n`);
  // The pipe closes when the parent stops us, and also when it was killed.
  process.stdin.resume().once('close', () => void model.close());
}

main(JSON.parse(process.argv[2] ?? '{}') as OfflineModelOptions).catch((error: unknown) => {
  if (!(error instanceof UserError)) throw error;
  const { code, message, hint } = error;
  process.stdout.write(`${JSON.stringify({ code, message, hint })}\n`);
});
