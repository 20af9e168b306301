/** What preflight found, one line for each cause: hosts that are out of reach for the same reason share its line. */
import type { RunState } from '#core/run/state.ts';
import { oneLine } from './failure.ts';
import { safe } from './terminal.ts';

type Preflight = NonNullable<RunState['preflight']>;
type Found = Preflight['problems'][number] & { readonly host: string | null };

/** `error: code: message`, with the hosts behind a host that refused. */
export function preflightLines({ problems, hosts }: Preflight): readonly string[] {
  const found: Found[] = [
    ...problems.map((problem) => ({ ...problem, host: null })),
    ...hosts.flatMap(({ host, problems }) => problems.map((problem) => ({ ...problem, host }))),
  ];
  const messages = [...new Set(found.map(({ message }) => message))];
  const causes = messages.filter((message) => causeOf(message, messages) === message);
  return causes.map((cause) => describe(found.filter(({ message }) => causeOf(message, messages) === cause)));
}

/** A message that ends with another's words has that one as its cause. */
function causeOf(message: string, messages: readonly string[]): string {
  const causes = messages.filter((other) => message.endsWith(other));
  return causes.reduce((shortest, other) => (other.length < shortest.length ? other : shortest), message);
}

function describe(same: readonly Found[]): string {
  const first = same.reduce((best, each) => (each.message.length < best.message.length ? each : best));
  const behind = same.flatMap(({ host }) => (host === null || isAbout(first.message, host) ? [] : [host]));
  const others = behind.length === 0 ? '' : ` Out of reach behind it: ${[...new Set(behind)].join(', ')}`;
  return `error: ${first.code}: ${safe(oneLine(first.message) + others)}\n`;
}

/** A message about a connection begins with its host. */
function isAbout(message: string, host: string): boolean {
  return message.startsWith(`${host} (`) || message.startsWith(`${host} `);
}
