import { proxyActivities } from '@temporalio/workflow';

const steps = proxyActivities<{ doNothing(position: number): Promise<number> }>({
  taskQueue: 'empty-steps',
  startToCloseTimeout: '1 minute',
});

/** So many steps that do nothing, `width` of them at once: what the engine itself takes. */
export async function emptySteps({ count, width }: { count: number; width: number }): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) await steps.doNothing(next++);
  };
  await Promise.all(Array.from({ length: width }, lane));
}
