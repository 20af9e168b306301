/** Host keys, and where credentials and secrets are found. */
import { z } from 'zod';
import type { KeyRotation } from '#core/library/host-key.ts';
import type { CredentialReference, SecretReference } from '#core/library/references.ts';
import { isWholePath, type VaultState } from '#core/library/vault.ts';
import type { ConfigHosts } from '#core/release/config-host.ts';
import type { LoginQuestion } from '#core/run/login-question.ts';
import {
  command,
  commandWithPath,
  entryName,
  failedOf,
  id,
  note,
  nothing,
  passphrase,
  person,
  secretValue,
} from './fields.ts';

/** What goes from the page into the vault or the keychain; no command gives one back. */
const secretReference: z.ZodType<SecretReference> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ask') }),
  z.strictObject({ kind: z.literal('env'), variable: z.string().min(1).max(200) }),
  z.strictObject({ kind: z.literal('file'), path: z.string().min(1).max(4096) }),
  z.strictObject({ kind: z.literal('vault'), entry: entryName }),
  z.strictObject({ kind: z.literal('keychain'), entry: entryName }),
  z.strictObject({
    kind: z.literal('command'),
    argv: z
      .array(z.string().max(4096))
      .min(1)
      .max(100)
      .refine(
        ([program = '']) => isWholePath(program),
        'A command begins with the whole path of its program',
      ),
  }),
]);
const credential: z.ZodType<CredentialReference> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('agent'), fingerprint: z.string().max(200).nullable() }),
  z.strictObject({
    kind: z.literal('key'),
    path: z.string().min(1).max(4096),
    passphrase: secretReference.nullable(),
  }),
  z.strictObject({ kind: z.literal('password'), source: secretReference }),
]);

export interface OpenLoginQuestion {
  readonly id: number;
  readonly question: LoginQuestion;
}

export interface UntrustedHost {
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly keyType: string;
  /** `SHA256:…`. */
  readonly presented: string;
  readonly publicKey: string;
  readonly expected: readonly string[];
  /** Where it is said what is expected of it, or that its key is revoked: `release`, `accepted`, or file and line. */
  readonly sources: readonly string[];
  /** `announced`: the release says that it comes. `changed` and `revoked` can never be accepted. */
  readonly verdict: 'unknown' | 'announced' | 'changed' | 'revoked';
}

/** What hosts showed that were asked for their keys. */
export interface ShownKeys {
  readonly untrusted: readonly UntrustedHost[];
  /** Hosts of whose key nothing is known now, and why, in words that name the host. */
  readonly unasked: readonly { readonly host: string; readonly why: string }[];
}

/** An inventory or a table; `name` without its folder. */
export interface HostListText {
  readonly name: string;
  readonly text: string;
}

export const TRUST_COMMANDS = {
  'hosts.untrusted': command(
    z.strictObject({ release: id, environment: id, limit: z.string().nullable(), failedOf }),
  ).gives<ShownKeys>(),
  'hosts.accept': command(
    z.strictObject({
      address: z.string().min(1),
      port: z.int(),
      publicKey: z.string().min(1).max(8192),
      fingerprint: z.string().min(1),
      by: person,
      /** Of a key that was announced: why it is taken. */
      why: note.default(null),
    }),
  ).gives<null>(),
  'hosts.accepted':
    command(nothing).gives<
      readonly {
        readonly address: string;
        readonly port: number;
        readonly keyType: string;
        readonly fingerprint: string;
        readonly by: string;
        readonly at: string;
        readonly rotation?: Pick<KeyRotation, 'replaced' | 'release' | 'why'>;
      }[]
    >(),
  /** Hosts of the user's own ssh configuration. */
  'hosts.configured': command(nothing).gives<ConfigHosts>(),
  /** The path comes from the main process, never from the page, which reads the text by itself. */
  'hosts.listText': commandWithPath(z.strictObject({ path: z.string() })).gives<HostListText>(),
  'hosts.forget': command(
    z.strictObject({ address: z.string(), port: z.int(), fingerprint: z.string() }),
  ).gives<null>(),
  /** What waits for a person so that a run can log in, oldest first. */
  'login.questions': command(nothing).gives<readonly OpenLoginQuestion[]>(),
  /** Null: nobody will. An answer to a question that is gone does nothing. */
  'login.answer': command(
    z.strictObject({ id: z.int(), answers: z.array(z.string().max(8192)).max(50).nullable() }),
  ).gives<null>(),
  'credentials.list':
    command(nothing).gives<readonly { readonly name: string; readonly reference: CredentialReference }[]>(),
  'credentials.set': command(z.strictObject({ name: id, reference: credential.nullable() })).gives<null>(),
  'secrets.list':
    command(nothing).gives<readonly { readonly name: string; readonly reference: SecretReference }[]>(),
  'secrets.set': command(z.strictObject({ name: id, reference: secretReference.nullable() })).gives<null>(),
  'vault.state': command(nothing).gives<VaultState>(),
  'vault.create': command(z.strictObject({ passphrase })).gives<null>(),
  'vault.unlock': command(z.strictObject({ passphrase })).gives<null>(),
  'vault.lock': command(nothing).gives<null>(),
  'vault.put': command(z.strictObject({ entry: entryName, value: secretValue })).gives<null>(),
  'vault.remove': command(z.strictObject({ entry: entryName })).gives<null>(),
  'vault.changePassphrase': command(z.strictObject({ present: passphrase, next: passphrase })).gives<null>(),
} as const;
