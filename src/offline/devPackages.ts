import { createRequire } from 'node:module';
import { UserError } from '../domain/userError.ts';

const require = createRequire(import.meta.url);

/** Everything the sample exam and the offline model need beyond what a run with a real key needs. */
const packages = [
  '@cantoo/pdf-lib',
  '@fontsource/caveat',
  '@fontsource/cedarville-cursive',
  '@fontsource/kalam',
  '@fontsource/nanum-pen-script',
  '@fontsource/patrick-hand',
  '@fontsource/reenie-beanie',
  '@napi-rs/canvas',
  '@tesseract.js-data/eng',
  'tesseract.js',
];

/**
 * Runs `load`, an `import()` or `require.resolve()` of a development package.
 * @throws UserError `packages-missing` with the one install line when the package is not installed.
 */
export async function loadDevPackage<T>(load: () => T | Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new UserError(
      'packages-missing',
      `The sample exam and the offline model need packages that are not installed (${firstLine(error)}).`,
      installLine(),
    );
  }
}

/** Path of a file inside an installed development package, e.g. a font. */
export const devPackageFile = (file: string): Promise<string> => loadDevPackage(() => require.resolve(file));

/**
 * Looks whether the sample exam and the offline model can be used here.
 * @throws UserError `packages-missing`.
 */
export async function checkDevPackages(): Promise<void> {
  for (const name of packages) await devPackageFile(name);
}

function isMissing(error: unknown): error is Error & { code: string } {
  const codes = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'];
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

const firstLine = (error: Error): string => error.message.split('\n')[0] ?? '';

function installLine(): string {
  const { devDependencies, peerDependencies } = require('../../package.json') as Manifest;
  const versions = { ...devDependencies, ...peerDependencies };
  return `npm install ${packages.map((name) => `${name}@${versions[name] ?? 'latest'}`).join(' ')}`;
}

interface Manifest {
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}
