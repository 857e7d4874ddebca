import assert from 'node:assert/strict';
import { registerHooks } from 'node:module';
import { test } from 'node:test';
import type { UserError } from '../../src/domain/userError.ts';
import { writeSample } from '../../src/offline/sample.ts';
import { startOfflineModel } from '../../src/offline/server.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const isHidden = (name: string) => /^(tesseract\.js|@napi-rs\/canvas|@cantoo\/pdf-lib)$/.test(name);

test('says in one line what to install when the packages of the stand-in are not there', async () => {
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      if (!isHidden(specifier)) return next(specifier, context);
      throw Object.assign(new Error(`Cannot find package '${specifier}'`), { code: 'ERR_MODULE_NOT_FOUND' });
    },
  });
  const sayWhatToInstall = (error: UserError) => {
    assert.equal(error.exitCode, 2);
    assert.equal(error.code, 'packages-missing');
    assert.match(error.hint, /^npm install .*@napi-rs\/canvas@\d+\.\d+\.\d+ .*tesseract\.js@\d+\.\d+\.\d+$/);
    return true;
  };
  await assert.rejects(startOfflineModel(), sayWhatToInstall);
  await assert.rejects(writeSample({ dir: temporaryFolder(), students: 1 }), sayWhatToInstall);
  hooks.deregister();
});
