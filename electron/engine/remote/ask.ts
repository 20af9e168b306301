/** Small questions to a host: a job whose whole output is wanted and short. */
import type { Link } from '../ports.ts';
import { type JobEnd, openJob } from './job.ts';
import type { ShellJob } from './wrapper.ts';

/** More than this of an answer is dropped. */
const MAX_ANSWER_CHARACTERS = 64 * 1024;

export async function ask(
  link: Link,
  job: ShellJob,
  nonce: string,
): Promise<{ readonly end: JobEnd; readonly stdout: string }> {
  const decoder = new TextDecoder();
  let stdout = '';
  const opened = await openJob(link, {
    job,
    nonce,
    listener: {
      onStarted: () => undefined,
      onOutput(stream, bytes) {
        if (stream === 'stdout' && stdout.length < MAX_ANSWER_CHARACTERS)
          stdout += decoder.decode(bytes, { stream: true });
      },
    },
  });
  const end = await opened.ended;
  return { end, stdout };
}
