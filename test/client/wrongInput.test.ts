import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { assertRefused, openCourse, type Refusal } from '../support/course.ts';
import { drawPage } from '../support/drawPage.ts';
import { spawnFaultModel } from '../support/spawnFaultModel.ts';

const model = await spawnFaultModel();
after(() => model.close());

const page = await drawPage();
const onePage = { 'Final/pages/Ann/1.png': page };
const course = (files: Record<string, string | Uint8Array> = onePage, env: Record<string, string> = {}) =>
  openCourse(model, files, { env });

const question = { id: '1', text: 'Why?', points: 4, kind: 'short_answer', page: 1 };
const exam = (change: object) =>
  JSON.stringify({ name: 'Final', totalPoints: 4, questions: [question], ...change });

describe(
  'refuses with exit code 2 and two lines, writes nothing and spends nothing:',
  { concurrency: 3 },
  () => {
    test('an assignment that is not there, listing those there are', async () => {
      const there = course({ ...onePage, 'Quiz 2/pages/': '', 'Quiz 10/scans/': '' });
      for (const command of ['transcribe', 'ingest', 'report']) {
        await assertRefused(there, [command, '--assignment', 'Finale'], {
          said: /no assignment "Finale" in .*There is: Final, Quiz 2, Quiz 10\./,
          todo: /--assignment, or make it: aita init Finale/,
        });
      }
    });

    test('the same of another data folder, which the command to type then names', async () => {
      const twoFolders = course({ ...onePage, '../other/Quiz/pages/': '' });
      for (const flag of [['--data-dir', 'other'], ['--data-dir=other'], ['-d', 'other']]) {
        await assertRefused(twoFolders, ['transcribe', ...flag, '--assignment', 'Finale'], {
          said: /There is: Quiz\./,
          todo: 'Name one of these with --assignment, or make it: aita init --data-dir other Finale',
        });
      }
    });

    test('no assignment named where there are several', async () => {
      const several = course({ ...onePage, 'Quiz/pages/': '' });
      await assertRefused(several, ['transcribe'], {
        said: /2 assignments in .*: Final, Quiz/,
        todo: /--assignment Final/,
      });
    });

    test('no data folder, and one without an assignment', async () => {
      const todo = /aita init Final.*--data-dir/;
      await assertRefused(course({}), ['transcribe'], { said: /no data folder/, todo });
      await assertRefused(course({ 'notes.txt': '' }), ['transcribe'], { said: /no assignment in/, todo });
    });

    test('an exam without pages, saying where they go', async () => {
      await assertRefused(course({ 'Final/pages/': '', 'Final/scans/': '' }), ['transcribe'], {
        said: /Final has no pages: expected images in .*pages\/<student>/,
        todo: /aita ingest --assignment Final/,
      });
    });

    test('pages that lie in no student folder', async () => {
      await assertRefused(course({ 'Final/pages/1.png': page }), ['transcribe'], {
        said: /1 image\(s\) in .* lie in no student's folder: 1\.png/,
        todo: /Move each into its student folder/,
      });
    });

    test('a student who is not there, and one without pages', async () => {
      const two = course({ ...onePage, 'Final/pages/Bob/': '' });
      for (const name of ['../Ann', '-Ann']) {
        await assertRefused(two, ['transcribe', '--student', name], {
          said: /no student ".*"\. There are 2, from student-01 to student-02/,
          todo: /student-07, or the name of the folder/,
        });
      }
      await assertRefused(two, ['transcribe', '-s', 'Bob'], {
        said: /student-02 has no pages/,
        todo: /pages.*Bob/,
      });
    });

    const exams: Record<string, [content: string, said: RegExp]> = {
      'that is not JSON': ['{"name": ', /exam\.json is not JSON: .*/],
      'that is empty': ['', /exam\.json is not JSON/],
      'that is a list': ['[]', /exam\.json: the whole file: expected a value of type object, got \[\]/],
      'with a wrong type': [
        exam({ totalPoints: 'four' }),
        /totalPoints: expected a value of type number, got "four"/,
      ],
      'with a misspelt field': [exam({ namebox: {} }), /unknown field "namebox"/],
      'with ids that repeat': [
        exam({ questions: [question, question], totalPoints: 8 }),
        /questions\[1\]\.id: expected an id of its own, got "1" as in questions\[0\]/,
      ],
      'with negative points': [
        exam({ questions: [{ ...question, points: -4 }] }),
        /questions\[0\]\.points: expected a number of more than 0, got -4/,
      ],
      'with points that do not add up': [
        exam({ totalPoints: 5 }),
        /totalPoints: expected 4, the sum of the questions' points, got 5/,
      ],
    };
    for (const [what, [content, said]] of Object.entries(exams)) {
      test(`an exam.json ${what}`, async () => {
        const wrong = course({ ...onePage, 'Final/exam.json': content });
        await assertRefused(wrong, ['transcribe'], {
          said,
          todo: /Correct .*exam\.json, then run the same command/,
        });
      });
    }

    test('a rubric for an exam without exam.json', async () => {
      await assertRefused(course(), ['generate-rubric'], { said: /no exam\.json/, todo: /aita init/ });
    });

    const rosters: Record<string, [content: string | Uint8Array, refusal: Refusal]> = {
      'an id twice': [
        '\uFEFFid;name\r\n7;Ann\r\n7;Bob\r\n',
        { said: /roster\.csv, line 3: the id 7 stands on line 2 already/, todo: /id of its own/ },
      ],
      'a name missing': [
        'id,name\n7,\n',
        { said: /roster\.csv, line 2: expected a name, got nothing/, todo: /Fill in the name/ },
      ],
      'two names a line and no title': [
        'Ann;Bob\n',
        { said: /roster\.csv, line 1: expected one name/, todo: /id,name,email/ },
      ],
      'bytes that are no UTF-8': [
        Buffer.from('Zo\xeb\n', 'latin1'),
        { said: /roster\.csv: expected UTF-8 text/, todo: /Save roster\.csv again as UTF-8/ },
      ],
    };
    for (const [what, [content, refusal]] of Object.entries(rosters)) {
      test(`a roster with ${what}`, async () => {
        const wrong = course({ 'Final/scans/Ann/1.png': page, 'roster.csv': content });
        await assertRefused(wrong, ['ingest'], refusal);
      });
    }

    test('no key, saying where it goes and how to see it work without', async () => {
      const keyless = course(onePage, { AITA_BASE_URL: '', AITA_API_KEY: '' });
      const words = `Put OPENROUTER_API_KEY=… into ${join(keyless.cwd, '.env')}, or see it work first: aita demo`;
      for (const args of [['transcribe', '--yes'], ['worker']]) {
        await assertRefused(keyless, args, { said: /^aita: No API key is set\.$/, todo: words });
      }
    });

    test('a number of workers that is none, from the environment, the flag and .env', async () => {
      const said = /is "(0|abc)"( in .*\.env)?; expected .*whole number from 1 to 1000/;
      const named = openCourse(model, onePage, { env: { AITA_MAX_WORKERS: '0' }, apart: true });
      await assertRefused(named, ['transcribe', '--yes'], { said, todo: /Correct AITA_MAX_WORKERS/ });
      await assertRefused(course(), ['transcribe', '--max-workers', 'abc'], {
        said,
        todo: /Correct --max-workers/,
      });
      const filed = course();
      writeFileSync(join(filed.cwd, '.env'), 'AITA_MAX_WORKERS=abc\n');
      await assertRefused(filed, ['transcribe', '--yes'], { said, todo: /Correct/ });
    });

    for (const name of ['../Final', '-Final', ' ']) {
      test(`the assignment name ${JSON.stringify(name)}`, async () => {
        const refusal = { said: /cannot be the name of an assignment: /, todo: /--assignment Final/ };
        const given = course();
        await assertRefused(given, ['transcribe', '--assignment', name], refusal);
        await assertRefused(given, ['init', '--', name], refusal);
      });
    }

    for (const mask of ['0,0,1', '0.5,0,0.6,0.1', ',,1,1']) {
      test(`the mask ${JSON.stringify(mask)}`, async () => {
        await assertRefused(course(), ['transcribe', `--mask=${mask}`], {
          said: /--mask expected x,y,width,height in fractions of the page; it was given/,
          todo: /--mask 0,0,1,0\.1/,
        });
      });
    }
  },
);
