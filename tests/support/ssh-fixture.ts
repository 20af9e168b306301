/** Short ways to a transport in tests. */
import type { Credential, CredentialSource } from '#adapters/ssh/credential.ts';
import type { SshLimits } from '#adapters/ssh/limits.ts';
import { createSshTransport, type SshTransport } from '#adapters/ssh/transport.ts';
import type { AcceptedKey } from '#adapters/ssh/trust.ts';
import type { AskPerson } from '#core/run/login-question.ts';
import type { ChannelEnd, Link, OutputSink } from '#engine/ports.ts';
import { userKey } from './sshd.ts';

export interface TransportSetup {
  readonly credentials?: Readonly<Record<string, Credential>>;
  readonly knownHostsFiles?: readonly string[];
  readonly accepted?: readonly AcceptedKey[];
  readonly limits?: Partial<SshLimits>;
  /** Who answers what is asked. */
  readonly ask?: AskPerson;
}

/** A transport that logs in with the test user's key unless a credential says otherwise. */
export async function openTransport(setup: TransportSetup = {}): Promise<SshTransport> {
  const { key } = await userKey();
  const named = setup.credentials ?? {};
  const credentials: CredentialSource = {
    get: (name) =>
      Promise.resolve({
        ok: true,
        value: (name === null ? undefined : named[name]) ?? { kind: 'key', path: key },
      }),
  };
  return createSshTransport({
    credentials,
    trust: { knownHostsFiles: setup.knownHostsFiles ?? [], accepted: () => setup.accepted ?? [] },
    limits: { retryMs: 20, ...setup.limits },
    ask: setup.ask ?? null,
  });
}

export interface Outcome {
  readonly end: ChannelEnd;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

/** Runs a command to its end, with `input` on its stdin. */
export async function runOn(link: Link, command: string, input: string | Uint8Array = ''): Promise<Outcome> {
  const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const sink: OutputSink = (stream, bytes) => {
    chunks[stream].push(Buffer.from(bytes));
  };
  const channel = unwrap(await link.exec(command, sink));
  await channel.write(input);
  channel.endInput();
  const end = await channel.ended;
  return { end, stdout: Buffer.concat(chunks.stdout), stderr: Buffer.concat(chunks.stderr) };
}

/** A command that has printed its first line: it certainly runs. */
export async function startOn(
  link: Link,
  command: string,
): Promise<{
  ended: Promise<ChannelEnd>;
  close: () => void;
  write: (text: string) => Promise<void>;
  firstLine: string;
}> {
  let tell: (line: string) => void = () => undefined;
  const first = new Promise<string>((resolve) => {
    tell = resolve;
  });
  const channel = unwrap(
    await link.exec(command, (_stream, bytes) => tell(Buffer.from(bytes).toString().trim())),
  );
  return {
    ended: channel.ended,
    close: () => channel.close(),
    write: (text) => channel.write(text),
    firstLine: await first,
  };
}

/** The value of a result that must be good. */
export function unwrap<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
  if (result.ok) return result.value;
  throw new Error(`unexpected failure: ${JSON.stringify(result.error)}`);
}

/** The failure of a result that must be bad. */
export function failureOf<E>(result: { ok: true; value: unknown } | { ok: false; error: E }): E {
  if (!result.ok) return result.error;
  throw new Error('unexpected success');
}
