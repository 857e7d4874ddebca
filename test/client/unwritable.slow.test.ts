import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { assertRefused, openCourse } from '../support/course.ts';
import { drawPage } from '../support/drawPage.ts';
import { mainFile } from '../support/runCli.ts';
import { spawnFaultModel } from '../support/spawnFaultModel.ts';

const model = await spawnFaultModel();
after(() => model.close());

const page = await drawPage();

/** The administrator may write everywhere: then the commands run as nobody. */
const uid = process.getuid?.() === 0 ? 65534 : undefined;
const mayRun =
  uid === undefined ||
  spawnSync('test', ['-r', mainFile, '-a', '-x', process.execPath], { uid }).status === 0;
const skip = mayRun ? false : 'the program lies where nobody else may read it';

const noProc = existsSync('/proc/self') ? false : 'this system has no /proc';

const course = (files: Record<string, string | Uint8Array> = {}) => {
  const opened = openCourse(model, { 'Final/pages/Ann/1.jpg': page, ...files }, { uid });
  const below = readdirSync(opened.cwd, { recursive: true, encoding: 'utf8' });
  if (uid !== undefined) for (const path of ['', ...below]) chownSync(join(opened.cwd, path), uid, uid);
  return opened;
};

async function whileReadOnly(dir: string, work: () => Promise<void>): Promise<void> {
  chmodSync(dir, 0o555);
  try {
    await work();
  } finally {
    chmodSync(dir, 0o755);
  }
}

test('refuses a data folder that cannot be written, before anything is spent', { skip }, async () => {
  const there = course();
  await whileReadOnly(join(there.cwd, 'data'), async () => {
    for (const args of [['transcribe', '--yes'], ['ingest'], ['init', 'Quiz']]) {
      await assertRefused(there, args, {
        said: /Cannot write course\.json in .*data: permission denied or read-only/,
        todo: /Make the folder writable for you, or name another one with --data-dir/,
      });
    }
  });
});

test('refuses an assignment whose folder cannot be written', { skip }, async () => {
  const there = course();
  await whileReadOnly(join(there.cwd, 'data', 'Final'), () =>
    assertRefused(there, ['transcribe', '--yes'], {
      said: /Cannot write results in .*Final: permission denied/,
      todo: /Make the folder writable/,
    }),
  );
});

test('refuses to write the results of a batch into a folder that cannot be written', { skip }, async () => {
  const there = course({ 'tasks.jsonl': '{"id":"1","prompt":"x"}', 'results/': '' });
  await whileReadOnly(join(there.cwd, 'data', 'results'), () =>
    assertRefused(there, ['batch', 'data/tasks.jsonl', '--yes', '--out', 'data/results/out.jsonl'], {
      said: /--out .*: you may not write into .*results \(EACCES\)/,
      todo: /Name another file with --out/,
    }),
  );
});

test('refuses a store that cannot be written, is in the way of a file, or is none', { skip }, async () => {
  const todo = /Make it and its folder yours to read and write/;
  const said = /The store of paid replies, .*store\.db, cannot be used: its folder .*\(EACCES\)/;
  const readOnly = course({ '.aita/': '' });
  await whileReadOnly(join(readOnly.cwd, 'data', '.aita'), () =>
    assertRefused(readOnly, ['transcribe', '--yes'], { said, todo }),
  );
  const inTheWay = course({ '.aita': '' });
  await assertRefused(inTheWay, ['transcribe', '--yes'], { said: /cannot be used: its folder/, todo });
  const none = course({ '.aita/store.db': 'not a database at all, but text' });
  await assertRefused(none, ['transcribe', '--yes'], {
    said: /cannot be used: it is no database/,
    todo: /Move it away, or bring back a copy/,
  });
});

test('refuses a data folder that is a file, or lies below one', async () => {
  const there = course({ 'notes.txt': '' });
  const file = join(there.cwd, 'data', 'notes.txt');
  await assertRefused(there, ['transcribe', '--data-dir', file], {
    said: /is not a folder/,
    todo: /--data-dir/,
  });
  await assertRefused(there, ['init', 'Quiz', '--data-dir', join(file, 'data')], {
    said: /cannot be made: a part of that path is a file/,
    todo: /Name another folder with --data-dir/,
  });
});

test('refuses at once to make a data folder where nothing can be made', { skip: noProc }, async () => {
  const there = course();
  for (const dir of ['/proc/aita/data', '/proc/aita']) {
    await assertRefused(there, ['init', 'Quiz', '--data-dir', dir], {
      said: /\/proc\/aita.* cannot be made/,
      todo: /--data-dir/,
    });
  }
});

test('refuses at once to write the sample where nothing can be made', { skip: noProc }, async () => {
  await assertRefused(course(), ['sample', '--students', '1', '--dir', '/proc/aita'], {
    said: /\/proc\/aita cannot be made/,
    todo: /--dir/,
  });
});

test('refuses to write the sample into a folder that cannot be written', { skip }, async () => {
  const there = course();
  await whileReadOnly(there.cwd, () =>
    assertRefused(there, ['sample', '--students', '1', '--dir', '.'], {
      said: /data.* exists already/,
      todo: /--dir/,
    }),
  );
  await whileReadOnly(join(there.cwd, 'data'), () =>
    assertRefused(there, ['sample', '--students', '1', '--dir', 'data'], {
      said: /Cannot write data in .*: permission denied/,
      todo: /Make the folder writable/,
    }),
  );
});
