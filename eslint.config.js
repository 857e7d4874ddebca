import { defineConfig } from 'eslint/config';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

import { importBorders } from './scripts/importBorders.js';

const processMember = (name) => `MemberExpression[object.name="process"][property.name="${name}"]`;
const noEnvironment = {
  selector: processMember('env'),
  message: 'Only src/config.ts reads the environment.',
};
const noExit = { selector: processMember('exit'), message: 'Only src/client/main.ts ends the process.' };
const noProcessModule = {
  selector: ':matches(ImportDeclaration, ExportNamedDeclaration)[source.value=/^(node:)?process$/]',
  message: 'Use the global `process`.',
};
const noSyntax = (...bans) => ({ 'no-restricted-syntax': ['error', ...bans, noProcessModule] });

const sizes = { skipBlankLines: true, skipComments: true };

export default defineConfig(
  { ignores: ['dist/', 'data/', '.tools/', 'test/fixtures/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  tseslint.configs.recommendedTypeChecked,
  importX.flatConfigs.typescript,
  {
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // `typeof import('…')` is the type of a package that is loaded only when it is there.
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Makers of activities and stand-ins are async because those who call them wait.
      '@typescript-eslint/require-await': 'off',
      'import-x/no-cycle': 'error',
      'max-lines': ['error', { max: 200, ...sizes }],
      'max-lines-per-function': ['error', { max: 40, ...sizes }],
      'max-params': ['error', 4],
      'max-depth': ['error', 3],
      'no-empty': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme'] }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['test/**'],
    rules: {
      'max-lines-per-function': 'off',
      // The runner waits for `test(…)`.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite'] },
          ],
        },
      ],
    },
  },
  { files: ['**/*.js'], extends: [tseslint.configs.disableTypeChecked] },
  { files: ['src/**', 'test/**'], rules: { 'no-console': 'error' } },
  { files: ['src/client/**'], rules: { 'no-console': 'off' } },
  { files: ['src/**'], rules: noSyntax(noEnvironment, noExit) },
  { files: ['src/config.ts'], rules: noSyntax(noExit) },
  { files: ['src/client/main.ts'], rules: noSyntax(noEnvironment) },
  importBorders,
);
