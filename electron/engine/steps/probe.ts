/** `probe`: an HTTP answer or a TCP connect, from the workstation or from a host. */
import { quoteForShell } from '#core/plan/quote.ts';
import { fillWritten } from '#core/plan/text.ts';
import type { Reason } from '#core/run/reasons.ts';
import { describeReason } from '#core/words/run/describe-reason.ts';
import type { Result } from '../ports.ts';
import { ask } from '../remote/ask.ts';
import { createMatcher } from './expectation.ts';
import { type AttemptContext, type AttemptResult, bad, OK, type StepRunner } from './step.ts';

/** As much as a probe from the workstation reads. */
const MAX_BODY_CHARACTERS = 1024 * 1024;

type HttpAnswer = { readonly status: number; readonly body: string };

/** A probe changes nothing, so a person's stop need not wait for its answer. */
export const runProbe: StepRunner<'probe'> = (task, context) => {
  context.listener.onStarted(null);
  const stopped = new Promise<AttemptResult>((resolve) =>
    context.cancellation.onWish(() => resolve(bad('stopped', { kind: 'stopped-early', while: 'probing' }))),
  );
  return Promise.race([probe(task, context), stopped]);
};

const probe: StepRunner<'probe'> = async (task, context) => {
  const { target } = task;
  if (target.kind === 'tcp')
    return tell(
      context,
      await reach(fillWritten(target.address, context.texts.values), task.timeoutMs, context),
      () => null,
    );
  const answer = await get(fillWritten(target.url, context.texts.values), task.timeoutMs, context);
  return tell(context, answer, ({ status, body }) => {
    if (status !== target.status) return { kind: 'probe-status', status, expected: target.status };
    const found = target.body === null || createMatcher(context.clock).test(target.body, body);
    if (typeof found === 'object') return found;
    return found ? null : { kind: 'probe-body', pattern: target.body ?? '' };
  });
};

async function tell<T>(
  context: AttemptContext,
  answer: Result<T, Reason>,
  problem: (value: T) => Reason | null,
): Promise<AttemptResult> {
  const reason = answer.ok ? problem(answer.value) : answer.error;
  const words = reason === null ? 'matched' : describeReason(reason);
  await context.listener.onOutput('stdout', new TextEncoder().encode(`${words}\n`));
  return reason === null ? OK : bad('failed', reason);
}

async function reach(
  address: string,
  timeoutMs: number,
  context: AttemptContext,
): Promise<Result<null, Reason>> {
  const [, host, port] = /^\[?(.*?)\]?:(\d+)$/.exec(address) ?? [];
  if (host === undefined) return { ok: false, error: { kind: 'probe-address', address } };
  const { network } = context.workstation;
  if (context.host.name === null)
    return refusedBecause(await network.tcp(host, Number(port), timeoutMs, context.cancellation.onWish));
  const link = await context.host.connect();
  return refusedBecause(link.ok ? await link.value.reachTcp(host, Number(port), timeoutMs) : link);
}

async function get(
  url: string,
  timeoutMs: number,
  context: AttemptContext,
): Promise<Result<HttpAnswer, Reason>> {
  if (context.host.name === null)
    return refusedBecause(
      await context.workstation.network.http(url, timeoutMs, context.cancellation.onWish),
    );
  const link = await context.host.connect();
  if (!link.ok) return refusedBecause(link);
  const seconds = Math.max(1, Math.ceil(timeoutMs / 1000));
  const text = `curl -sS --max-time ${seconds} -w '\\n%{http_code}' -- ${quoteForShell(url)} 2>&1`;
  const { end, stdout } = await ask(link.value, {
    job: { text, env: {}, cwd: null, sudo: null, guard: context.host.guard() },
    nonce: context.host.nonce(),
    clock: context.clock,
    withinMs: timeoutMs + 10_000,
    maxCharacters: MAX_BODY_CHARACTERS,
  });
  if (end.kind !== 'exit' || end.code !== 0)
    return {
      ok: false,
      error: { kind: 'probe-silent', url, said: context.texts.mask(withoutStatus(stdout)) },
    };
  const cut = stdout.lastIndexOf('\n');
  return { ok: true, value: { status: Number(stdout.slice(cut + 1)), body: stdout.slice(0, cut) } };
}

/** curl writes the status that it never got behind what it says. */
function withoutStatus(said: string): string {
  return said.replace(/\n000\s*$/, '').trim();
}

function refusedBecause<T>(result: Result<T, { readonly reason: Reason }>): Result<T, Reason> {
  return result.ok ? result : { ok: false, error: result.error.reason };
}
