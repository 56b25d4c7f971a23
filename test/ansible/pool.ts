/**
 * Runs jobs with at most `width` at a time, and keeps their order in the answer.
 *
 * @throws what the first failing job throws
 */
export async function inParallel<T>(
  width: number,
  jobs: readonly (() => Promise<T>)[],
): Promise<readonly T[]> {
  const answers: T[] = new Array<T>(jobs.length);
  const queue = jobs.entries();
  const worker = async (): Promise<void> => {
    for (const [at, job] of queue) answers[at] = await job();
  };
  await Promise.all(Array.from({ length: Math.min(width, jobs.length) }, worker));
  return answers;
}
