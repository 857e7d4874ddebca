import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, suite, test } from 'node:test';

import { isBuilt } from '../scripts/isBuilt.js';
import { drawPage } from './support/drawPage.ts';
import { plantedFolder } from './support/plantedFolder.ts';
import { bareEnvironment } from './support/runCli.ts';

const root = join(import.meta.dirname, '..');
const leanInstall = '--omit=dev --ignore-scripts --prefer-offline --no-audit --no-fund'.split(' ');
const strokes = 'M30 60h120M30 90h120M30 120h120M30 150h120';
const bundle = 'dist/workflowBundle.js';

suite('the packed tarball', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aita-package-'));
  let tarball = '';
  let files: string[] = [];
  before(() => {
    // `npm test` has just built; a run of this file alone may find an old build, or none.
    if (!isBuilt(root)) execFileSync(process.execPath, ['scripts/build.ts'], { cwd: root, stdio: 'inherit' });
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
      ['prepack'],
    );
  });

  test('is not packed from an old build, or none', () => {
    const copy = plantedFolder();
    after(() => rmSync(copy, { recursive: true }));
    for (const name of ['package.json', 'bin', 'scripts', 'src'])
      cpSync(join(root, name), join(copy, name), { recursive: true });
    const pack = () => spawnSync('npm', ['pack', '--dry-run'], { cwd: copy, encoding: 'utf8' });
    const built = join(copy, bundle);
    mkdirSync(dirname(built));
    for (const build of ['', 'of now', 'old']) {
      if (build !== '') writeFileSync(built, build);
      if (build === 'old') utimesSync(built, 0, 0);
      const { status, stderr } = pack();
      const isRefused = stderr.includes('npm run build, then npm pack again');
      assert.deepEqual([status === 0, isRefused], [build === 'of now', build !== 'of now'], stderr);
    }
  });

  suite('installed in an empty folder, without development packages', () => {
    before(() => {
      writeFileSync(join(folder, 'package.json'), '{}');
      npm(folder, 'install', ...leanInstall, tarball);
      assert.ok(!existsSync(join(folder, 'node_modules', 'typescript')), 'development packages came along');
    });
    const aita = (...args: string[]) => {
      const program = join(folder, 'node_modules', '.bin', 'aita');
      const env = { ...bareEnvironment(), AITA_STATE_DIR: join(folder, 'state') };
      return execFileSync(program, args, { cwd: folder, encoding: 'utf8', env });
    };

    test('gives a working aita --help', () => {
      assert.match(aita('--help'), /^Usage: aita/);
    });

    test("gives a program the executor, by import from 'aita', with its types", () => {
      const program = `
        import { createExecutor, createAnswerKeyTasks, SimpleLLMTask, VisionLLMTask, defineTask } from 'aita';
        const tasks = createAnswerKeyTasks([{ id: '1', text: 'What is 2 + 2?', points: 1 }]);
        await using executor = await createExecutor({ env: { AITA_MODEL: 'offline' }, dataDir: 'batches' });
        const names = [executor.executeBatch, SimpleLLMTask, VisionLLMTask, defineTask].map((made) => typeof made);
        console.log(JSON.stringify({ names: [...new Set(names)], taskId: tasks[0].taskId }));`;
      writeFileSync(join(folder, 'program.mjs'), program);
      const flags = ['--disable-warning=ExperimentalWarning', 'program.mjs'];
      const out = execFileSync(process.execPath, flags, {
        cwd: folder,
        encoding: 'utf8',
        env: bareEnvironment(),
      });
      assert.deepEqual(JSON.parse(out), { names: ['function'], taskId: '1' });
      assert.ok(existsSync(join(folder, 'node_modules', 'aita', 'dist', 'index.d.ts')));
    });

    test('says what a run would cost, from nothing but the package and two scans', async () => {
      const pages = join(folder, 'data', 'Final', 'pages', 'Ada Example');
      mkdirSync(pages, { recursive: true });
      for (const page of [1, 2]) writeFileSync(join(pages, `${page}.jpg`), await drawPage({ strokes }));
      const { estimate } = JSON.parse(aita('transcribe', '--dry-run', '--json')) as {
        estimate: { items: number; calls: number };
      };
      assert.deepEqual([estimate.items, estimate.calls], [2, 2]);
    });

    test("keeps compiled code in the state folder, and writes nothing into the package manager's", () => {
      aita('version');
      assert.ok(existsSync(join(folder, 'state', 'compile-cache')));
      assert.ok(!existsSync(join(folder, 'node_modules', 'aita', '.tools')));
    });
  });
});

interface Packed {
  filename: string;
  files: { path: string }[];
}

function npm(cwd: string, ...args: string[]) {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
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
