import { builtinModules } from 'node:module';

import { zodFreeDomain } from './zodFreeDomain.js';

const settings = ['config', 'settings', 'settingReader'];
const node = ['node:.+', ...builtinModules];

/**
 * Who may import what: the table in CONTRIBUTING.md. `packages` and `folders` may be used; of `typesOf`, only types.
 * `import()` is not limited: it is how packages are loaded that may be absent.
 */
const layers = [
  { files: 'src/domain/**', packages: ['zod'], folders: [] },
  { files: 'src/store/**', packages: node, folders: ['domain'] },
  {
    files: 'src/llm/**',
    packages: ['openai', '@pydantic/genai-prices', 'zod', ...node],
    folders: ['domain'],
  },
  {
    files: 'src/files/**',
    packages: ['sharp', '@hyzyla/pdfium', 'csv-parse', 'zod', ...node],
    folders: ['domain'],
  },
  {
    files: 'src/engine/**',
    packages: ['@temporalio/client', '@temporalio/envconfig', ...node],
    folders: ['domain'],
  },
  {
    files: 'src/offline/**',
    packages: ['hono', '@hono/node-server', ...node],
    folders: ['domain'],
    typesOf: ['@cantoo/pdf-lib', '@napi-rs/canvas', 'tesseract[.]js'],
  },
  {
    files: 'src/activities/**',
    packages: ['@temporalio/activity', 'zod', ...node],
    folders: ['domain', 'store', 'llm', 'files'],
  },
  {
    files: 'src/workflows/**',
    packages: ['@temporalio/workflow'],
    folders: zodFreeDomain(),
    typesOf: ['domain', 'activities'],
  },
  {
    files: 'src/executor/**',
    packages: ['@temporalio/client', 'zod', ...node],
    folders: [
      'domain',
      'store',
      'llm',
      'files',
      'engine',
      'worker',
      'workflows/messages',
      'modelAccess',
      'activities/\\w+[.]prompt',
      ...settings,
    ],
    typesOf: ['workflows', 'activities', 'openai'],
  },
  {
    files: 'src/index.ts',
    packages: [],
    folders: ['executor', 'domain'],
    typesOf: ['activities'],
  },
  {
    files: 'src/client/**',
    packages: [
      '@temporalio/client',
      'commander',
      'csv-stringify',
      'hono',
      'log-update',
      'string-width',
      'zod',
      ...node,
    ],
    folders: [
      'domain',
      'store',
      'llm',
      'files',
      'engine',
      'executor',
      'offline',
      'worker',
      'workflows/messages',
      'modelAccess',
      // The estimate is made from the very requests that will be sent.
      'activities/\\w+[.]prompt',
      ...settings,
    ],
    typesOf: ['workflows', 'activities'],
  },
  {
    files: 'src/{config,settings,settingReader}.ts',
    packages: ['zod', ...node],
    folders: ['domain', ...settings],
  },
  {
    files: 'src/modelAccess.ts',
    packages: node,
    folders: ['domain', 'llm', 'offline', ...settings],
    typesOf: ['activities'],
  },
  {
    files: 'src/worker.ts',
    packages: ['@temporalio/worker', '@temporalio/activity', ...node],
    folders: ['domain', 'store', 'llm', 'files', 'engine', 'offline', 'activities', ...settings],
  },
];
const everything =
  'activities|client|domain|engine|executor|files|llm|offline|store|workflows|worker|modelAccess|index|' +
  settings.join('|');

/**
 * `regex`, because `group` reads names like .gitignore does and takes Node's own `domain` for our folder.
 * @param {{ files: string, packages: string[], folders: string[], typesOf?: string[] }} layer
 */
function layerRule({ files, packages, folders, typesOf = [] }) {
  const up = files.endsWith('/**') ? '^(?:\\.\\./)+' : '^\\./';
  const message = `${files} may not import this; see the table in CONTRIBUTING.md.`;
  const startsWithOneOf = (/** @type {string[]} */ names) =>
    names.length === 0 ? '(?!)' : `(?:${names.join('|')})(?:[./]|$)`;
  const patterns = [
    { regex: `^(?!\\.)(?!${startsWithOneOf([...packages, ...typesOf])})`, message },
    { regex: `${up}(?!${startsWithOneOf([...folders, ...typesOf])})(?:${everything})[./]`, message },
    {
      regex: `^(?!${startsWithOneOf(packages)})(?:${up.slice(1)}(?!${startsWithOneOf(folders)}))?${startsWithOneOf(typesOf)}`,
      allowTypeImports: true,
      message: `${message} Types are fine.`,
    },
  ];
  return { files: [files], rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] } };
}

export const importBorders = layers.map(layerRule);
