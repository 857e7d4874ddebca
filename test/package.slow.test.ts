import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';

const root = join(import.meta.dirname, '..');
const bundle = 'dist/workflowBundle.js';

suite('the packed tarball', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aita-package-'));
  let tarball = '';
  let files: string[] = [];
  before(() => {
    buildWhenOlderThanSource();
    const [packed] = JSON.parse(npm(root, 'pack', '--json', '--pack-destination', folder)) as Packed[];
    assert.ok(packed);
    tarball = join(folder, packed.filename);
    files = packed.files.map(({ path }) => path).sort();
  });
  after(() => rmSync(folder, { recursive: true }));

  test('holds the launcher, what the source compiles to, and nothing else', () => {
    assert.deepEqual(files, expectedFiles());
  });

  test('needs no install script', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
    const lifecycle = /^(pre|post)|^(install|prepare|version|publish|pack)$/;
    assert.deepEqual(
      Object.keys(scripts).filter((name) => lifecycle.test(name)),
      [],
    );
  });

  test('gives a working aita in an empty folder, without development packages', () => {
    writeFileSync(join(folder, 'package.json'), '{}');
    npm(
      folder,
      'install',
      '--omit=dev',
      '--ignore-scripts',
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      tarball,
    );
    assert.ok(!existsSync(join(folder, 'node_modules', 'typescript')), 'development packages came along');
    const aita = join(folder, 'node_modules', '.bin', 'aita');
    assert.match(execFileSync(aita, ['--help'], { cwd: folder, encoding: 'utf8' }), /^Usage: aita/);
  });
});

interface Packed {
  filename: string;
  files: { path: string }[];
}

function npm(cwd: string, ...args: string[]) {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

/** `npm test` has just built; a run of this file alone may find an old build, or none. */
function buildWhenOlderThanSource() {
  const built = statSync(join(root, bundle), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (sourceFiles().every((file) => statSync(join(root, 'src', file)).mtimeMs < built)) return;
  execFileSync(process.execPath, ['scripts/build.ts'], { cwd: root, stdio: 'inherit' });
}

function expectedFiles() {
  const compiled = sourceFiles().flatMap((file) => {
    const stem = `dist/${file.slice(0, -'.ts'.length)}`;
    return [`${stem}.js`, `${stem}.d.ts`];
  });
  const launcher = readdirSync(join(root, 'bin')).map((file) => `bin/${file}`);
  const schemas = readdirSync(join(root, 'schemas')).map((file) => `schemas/${file}`);
  const pages = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'];
  return [...compiled, ...launcher, ...schemas, ...pages, bundle].sort();
}

function sourceFiles() {
  const all = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  return all.filter((file) => file.endsWith('.ts'));
}
