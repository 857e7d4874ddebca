import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleAnswers } from '../../src/offline/sampleAnswers.ts';
import { sampleExam } from '../../src/offline/sampleExam.ts';
import { hands } from '../../src/offline/sampleHands.ts';
import { layoutExam } from '../../src/offline/sampleLayout.ts';
import { mostNames } from '../../src/offline/sampleNames.ts';
import { sampleQuestions } from '../../src/offline/sampleQuestions.ts';
import { inventStudents } from '../../src/offline/sampleStudents.ts';
import { sampleTruth } from '../../src/offline/sampleTruth.ts';
import { writeAnswers } from '../../src/offline/sampleWriting.ts';
import { Exam } from '../../src/domain/exam.ts';

const seeds = Array.from({ length: 30 }, (_, seed) => seed);

test('sets five questions worth 20 points on two pages', () => {
  const exam = Exam.parse(sampleExam());
  assert.equal(exam.totalPoints, 20);
  assert.equal(exam.questions.length, 5);
  assert.deepEqual([...new Set(exam.questions.map(({ page }) => page))], [1, 2]);
});

test('gives no answer more points than its question has', () => {
  for (const { id, points } of sampleQuestions) {
    assert.ok(
      sampleAnswers[id]?.every((answer) => answer.points >= 0 && answer.points <= points),
      id,
    );
  }
});

test('has room for every answer in every handwriting', () => {
  const [student] = inventStudents(1, 1);
  assert.ok(student);
  const ways = Object.entries(sampleAnswers).flatMap(([id, answers]) =>
    answers.map((answer) => ({ [id]: answer })),
  );
  for (const hand of hands) {
    for (const answers of ways) {
      for (const layout of layoutExam()) writeAnswers({ ...student, hand, answers }, layout);
    }
  }
  for (const seed of seeds) {
    for (const each of inventStudents(12, seed)) {
      for (const layout of layoutExam()) writeAnswers(each, layout);
    }
  }
});

test('has right, partly right, wrong and blank answers and each oddity, whatever the seed', () => {
  for (const seed of seeds) {
    const truth = sampleTruth(inventStudents(12, seed), layoutExam(), seed);
    const kinds = new Set(
      truth.students.flatMap(({ answers }) => answers.map(({ correctness }) => correctness)),
    );
    assert.deepEqual([...kinds].sort(), ['blank', 'partly', 'right', 'wrong'], `seed ${seed}`);
    const traits = truth.students.flatMap(({ trait }) => trait ?? []);
    assert.deepEqual(traits.sort(), [
      'crosses out',
      'faint pencil',
      'instructs the grader',
      'second page unanswered',
    ]);
  }
});

test('invents a different name for each of as many students as it allows', () => {
  const students = inventStudents(mostNames, 1);
  for (const field of ['name', 'id', 'email', 'student'] as const) {
    assert.equal(new Set(students.map((student) => student[field])).size, mostNames, field);
  }
  assert.ok(students.some(({ name }) => /[äöüß]/.test(name)));
  assert.equal(students[0]?.student, 'student-001');
});
