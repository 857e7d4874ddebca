import { settings } from '../settings.ts';
import { settingLine } from './help.ts';

/** The text of `.env.example`: every setting with its meaning and default, commented out. */
export function envExample(): string {
  const blocks = Object.entries(settings).map(
    ([name, row]) => `# ${settingLine(row)}\n# ${name}=${row.default ?? ''}\n`,
  );
  return [heading, ...blocks].join('\n');
}

const heading = `# Copy this to .env in the folder you work in, and take the # from what you set.
# A flag goes before the environment, the environment before .env. Keep .env to yourself: it holds your key.
`;
