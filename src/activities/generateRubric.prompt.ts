import type { PlannedQuestion, RubricPlan } from '../domain/plan.ts';
import { AnswerKey, faultOf, RubricReply } from '../domain/rubric.ts';
import { jsonReader, type Reading } from '../llm/readReply.ts';
import { replySchema } from '../llm/replySchema.ts';
import type { ModelRequest } from '../llm/request.ts';

/** Goes into the plan's digest and every result: change it whenever a prompt's meaning changes. */
export const rubricPromptVersion = 'rubric-1';

/** The part that never changes comes first, so that a provider's prompt cache can hold it. */
export const answerKeyPrompt = `You write the answer key of an exam question for the people who will grade it.

- "answer": the complete correct answer, as short as it can be.
- "steps": the way to it, one step each, in order; empty for a question without a way.
- "alternatives": other answers or ways that deserve full points; empty when there are none.
- "gradingNotes": what graders tend to overlook: units, rounding, usual mistakes and what they are worth.

Stay with what the question asks. Write formulas in LaTeX between dollar signs.`;

export const rubricPrompt = `You write the rubric of an exam question: a list of criteria, each one a decision that a grader takes by looking at the answer.

- Each criterion is met (all its points), partly met, or not met (no points), and can be decided without the others.
- "points" of all criteria add up to exactly the question's points.
- "description" says what must be seen in the answer, in one sentence.
- "partly": what earns part of the points and how many (more than 0, less than all), or null when there is nothing between.
- Credit the way as well as the result, unless the question has no way.`;

const maxOutputTokens = 4000;

export const readAnswerKey = jsonReader(AnswerKey);
const readCriteria = jsonReader(RubricReply);

/** A rubric whose points do not add up is a reply that cannot be used. */
export const rubricReader =
  (points: number) =>
  (text: string): Reading<RubricReply> => {
    const reading = readCriteria(text);
    const fault = reading.ok ? faultOf(reading.value.criteria, points) : null;
    return fault === null ? reading : { ok: false, reason: fault };
  };

/** Where a request goes: a plan, or a part of one. */
type Addressee = Pick<RubricPlan, 'endpoint' | 'model'>;

export const answerKeyRequest = (plan: Addressee, question: PlannedQuestion): ModelRequest =>
  toRequest(plan, answerKeyPrompt, questionText(question), replySchema('answer_key', AnswerKey));

export const rubricRequest = (plan: Addressee, question: PlannedQuestion, key: AnswerKey): ModelRequest =>
  toRequest(
    plan,
    rubricPrompt,
    `${questionText(question)}\n\n<answer_key>\n${JSON.stringify(key, null, 2)}\n</answer_key>`,
    replySchema('rubric', RubricReply),
  );

function questionText({ id, text, points, kind, instructions }: PlannedQuestion): string {
  const own = instructions === null ? '' : `\n\n<instructor>\n${instructions}\n</instructor>`;
  return `Question ${id} (${points} points), ${kind.replaceAll('_', ' ')}\n\n<question>\n${text}\n</question>${own}`;
}

function toRequest(
  plan: Addressee,
  system: string,
  user: string,
  schema: ModelRequest['schema'],
): ModelRequest {
  return {
    baseUrl: plan.endpoint,
    model: plan.model,
    messages: [
      { role: 'system', content: [{ type: 'text', text: system }] },
      { role: 'user', content: [{ type: 'text', text: user }] },
    ],
    schema,
    temperature: 0.1,
    maxOutputTokens,
    sample: 0,
  };
}
