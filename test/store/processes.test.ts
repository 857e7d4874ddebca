import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { fromPs } from '../../src/store/processes.ts';

const zone = process.env['TZ'];
after(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

test('ps gives the same start of a process in every time zone and language, and none of one that is gone', () => {
  const found = ['Asia/Tokyo', 'America/New_York'].map((name) => {
    process.env['TZ'] = name;
    return fromPs(process.pid);
  });
  const [tokyo = NaN, newYork = NaN] = found.map((text) => Date.parse(`${text?.replaceAll('-', ' ')} UTC`));
  // Some ps of Linux reckon from the time since the start of the machine, and round.
  assert.ok(Math.abs(tokyo - newYork) <= 1000, found.join());
  assert.equal(fromPs(2 ** 30), null);
});
