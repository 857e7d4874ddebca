import type { ChatRequest } from './chatRequest.ts';
import { fitToSchema } from './fitToSchema.ts';

/** A right reply for each of the project's schemas and, by its shape, for any other; it always holds the key. */
export function defaultReply(request: ChatRequest): unknown {
  const template = templates[request.schema]?.(request) ?? {};
  if (request.jsonSchema !== null) return fitToSchema(request.jsonSchema, template);
  return request.schema === 'none' ? `Reply to ${request.key}.` : template;
}

const templates: Record<string, (request: ChatRequest) => object> = {
  page_text: ({ key }) => ({ text: `Page ${key}\nx + 1 = 2`, confidence: 0.9, notes: '' }),
  answer_key: ({ key }) => ({
    answer: `Answer to ${key}`,
    steps: ['Set up the equation.', 'Solve it.'],
    alternatives: [],
    gradingNotes: 'Accept any equal form.',
  }),
  rubric: (request) => {
    const criteria = splitPoints(pointsIn(request.text)).map((points, index) => ({
      points,
      description: `Criterion ${index + 1} of ${request.key}`,
      examples: [],
      partly: null,
    }));
    return { totalPoints: pointsIn(request.text), criteria };
  },
  exam_questions: ({ key }) => ({
    name: `Exam ${key}`,
    questions: [
      { id: 'Q1', text: 'What is 1 + 1?', points: 4, kind: 'short_answer', page: 1 },
      { id: 'Q2', text: 'Why?', points: 6, kind: 'long_answer', page: 1 },
    ],
    totalPoints: 10,
  }),
  graded_answer: (request) => {
    const criteria = splitPoints(pointsIn(request.text));
    return {
      pointsEarned: pointsIn(request.text),
      criteria: criteria.map((points) => ({ points, justification: 'Shown in the answer.' })),
      feedback: `Well done, ${request.key}.`,
      reasoning: 'Every criterion is met.',
      confidence: 0.9,
    };
  },
  student_name: ({ key }) => ({ name: `Student ${key}`, confidence: 0.9 }),
};

/** The first `(<n> points)` of the prompt. */
function pointsIn(text: string): number {
  return Number(/\((\d+(?:\.\d+)?) points?\)/.exec(text)?.[1] ?? 10);
}

function splitPoints(points: number): number[] {
  const half = Math.floor(points / 2);
  return half === 0 ? [points] : [half, points - half];
}
