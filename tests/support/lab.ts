/** A desk and one real host for one test alone: both are gone after it. */
import type { TestContext } from 'vitest';
import { type Desk, type DeskOptions, openDesk } from './cli-fixture.ts';
import { type Sshd, type SshdOptions, startSshd } from './sshd.ts';

export interface Lab {
  readonly desk: Desk;
  readonly host: Sshd;
}

export interface LabOptions extends SshdOptions, DeskOptions {
  /** What the test started on the host is seen to before that stops. */
  readonly atEnd?: (host: Sshd) => void;
}

export async function openLab(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  { enter = [], atEnd = () => undefined, ...options }: LabOptions = {},
): Promise<Lab> {
  const desk = openDesk({ enter });
  const host = await startSshd({ name: 'web1', ...options });
  onTestFinished(async () => {
    atEnd(host);
    await host.stop();
    desk.close();
  });
  return { desk, host };
}
