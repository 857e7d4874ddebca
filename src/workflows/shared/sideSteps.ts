/** Steps that run beside a fan-out; `done` waits for them after it and throws what one of them threw. */
export function sideSteps() {
  const steps: Promise<unknown>[] = [];
  return {
    add(step: Promise<unknown>): void {
      steps.push(step);
      // A fan-out that is cancelled never comes to `done`: here it only must not go unhandled.
      step.catch(() => undefined);
    },
    done: (): Promise<unknown> => Promise.all(steps),
  };
}
