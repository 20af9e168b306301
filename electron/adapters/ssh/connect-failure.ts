import type { ConfigHost } from '#core/release/config-host.ts';
import type { Host } from '#core/release/model.ts';
import type { ConnectFault, FoundBeyond } from '#core/run/connecting.ts';
import type { NotConnected } from '#core/run/reasons.ts';
import { formatAddressAndPort } from '#core/words/figures/format-address.ts';
import { describeReason } from '#core/words/run/describe-reason.ts';
import { printable } from '#core/words/text/printable.ts';
import type { ConnectCode, ConnectFailure, Result } from '#engine/ports.ts';

/** `web1 (10.20.0.11:22)`, as every message names a host. */
function labelOf(host: Host): string {
  return `${host.name} (${formatAddressAndPort(host.address, host.port)})`;
}

/** A connect failure of this host; the message begins with the host. */
export function connectFailure(
  host: Host,
  fault: ConnectFault,
  {
    details,
    jump = null,
  }: {
    details?: Readonly<Record<string, unknown>>;
    /** Why the jump host is out of reach. */
    jump?: NotConnected | null;
  } = {},
): ConnectFailure {
  const place = labelOf(host);
  const code = codeOf(fault);
  const reason = { kind: 'not-connected', code, host: host.name, place, fault, said: '', jump } as const;
  return {
    host: host.name,
    code,
    message: describeReason(reason),
    reason,
    details: { host: host.name, address: host.address, port: host.port, ...details },
  };
}

/** The same, as the result that functions return. */
export function refuse(host: Host, fault: ConnectFault): Result<never, ConnectFailure> {
  return { ok: false, error: connectFailure(host, fault) };
}

const CODES = {
  'closed-before': 'lost',
  'given-up': 'lost',
  unresolved: 'name-not-found',
  'named-in-config': 'name-not-found',
  'port-refused': 'refused',
  'no-route': 'no-route',
  'no-answer': 'timeout',
  unreached: 'jump-failed',
  'broken-off': 'lost',
  'forwarding-refused': 'jump-failed',
  'jump-lost': 'jump-failed',
  'jump-unreachable': 'jump-failed',
  'jump-unlisted': 'jump-failed',
  'jump-circle': 'jump-failed',
  'client-failed': 'protocol',
  'openssh-missing': 'client-missing',
  'openssh-old': 'client-missing',
  'openssh-on-windows': 'client-missing',
  'no-greeting': 'no-greeting',
  'no-key-exchange': 'timeout',
  'no-login': 'timeout',
  'hung-up': 'lost',
  'not-ssh': 'protocol',
  'nothing-in-common': 'protocol',
  'no-host-key': 'protocol',
  'no-key-offer': 'protocol',
  'key-only': 'host-key-unknown',
  'key-unknown': 'host-key-unknown',
  'key-changed': 'host-key-changed',
  'key-announced': 'host-key-announced',
  'key-revoked': 'host-key-revoked',
  'key-certified': 'host-key-unusable',
  'certificate-refused': 'host-key-unusable',
  'known-hosts-unreadable': 'host-key-unusable',
  'pin-unreadable': 'host-key-unusable',
  'no-agent': 'credential-missing',
  'credential-unknown': 'credential-missing',
  'credential-unread': 'credential-missing',
  'key-file-unreadable': 'credential-missing',
  'putty-key': 'credential-unusable',
  'passphrase-missing': 'credential-missing',
  'public-key': 'credential-unusable',
  'cipher-unknown': 'credential-unusable',
  'passphrase-wrong': 'credential-unusable',
  'no-private-key': 'credential-unusable',
  'more-wanted': 'authentication-refused',
  'sha1-only': 'authentication-refused',
  'too-many-keys': 'authentication-refused',
  'key-refused': 'authentication-refused',
  'refused-elsewhere': 'authentication-refused',
  'asks-otherwise': 'authentication-refused',
  'answers-refused': 'authentication-refused',
  'no-passwords': 'authentication-refused',
  'password-refused': 'authentication-refused',
} as const satisfies Record<Exclude<ConnectFault['kind'], 'seen-from'> | FoundBeyond['kind'], ConnectCode>;

function codeOf(fault: ConnectFault): ConnectCode {
  return CODES[fault.kind === 'seen-from' ? fault.found.kind : fault.kind];
}

/** What a failed TCP connect means. `cause` is the system's own code. */
export function socketFailure(
  host: Host,
  error: Error,
  details: Readonly<Record<string, unknown>> = {},
): ConnectFailure {
  const cause = errorCode(error);
  return connectFailure(host, socketFault(cause, error), { details: { ...details, cause } });
}

/** The name service does not know the name, and the user's ssh configuration does. */
export function nameInConfigFailure(host: Host, entry: ConfigHost): ConnectFailure {
  const { file, line, address, port, user, jumps } = entry;
  const shown = {
    address: printable(address),
    port,
    user: user && printable(user),
    jumps: jumps.map(({ name }) => printable(name)),
  };
  return connectFailure(
    host,
    { kind: 'named-in-config', file, line, ...shown },
    { details: { configFile: file, configLine: line } },
  );
}

/** `ECONNREFUSED` and the like; of several addresses tried, the first one's. */
export function errorCode(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return errorCode(error.errors[0]);
  return '';
}

function socketFault(cause: string, error: Error): ConnectFault {
  switch (cause) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
    case 'EAI_NONAME':
      return { kind: 'unresolved' };
    case 'ECONNREFUSED':
      return { kind: 'port-refused' };
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
    case 'EADDRNOTAVAIL':
      return { kind: 'no-route' };
    case 'ETIMEDOUT':
      return { kind: 'no-answer', withinMs: null };
    default:
      return { kind: 'broken-off', said: cause || printable(error.message) };
  }
}

/** What a jump host's refusal to open the way means. `description` is the jump host's own text. */
export function forwardFailure(
  host: Host,
  jump: string,
  refusal: { reason: number | null; description: string },
): ConnectFailure {
  const { reason } = refusal;
  const said = printable(refusal.description);
  const fault: ConnectFault =
    reason === 1
      ? { kind: 'forwarding-refused', jump, said }
      : { kind: 'seen-from', jump, found: foundBeyond(refusal.description), said };
  return connectFailure(host, fault, { details: { jump, reason, cause: said } });
}

function foundBeyond(description: string): FoundBeyond {
  if (/refused/i.test(description)) return { kind: 'port-refused' };
  if (/no route|unreachable/i.test(description)) return { kind: 'no-route' };
  if (/timed? ?out/i.test(description)) return { kind: 'no-answer', withinMs: null };
  if (/resolve|not known|name|lookup/i.test(description)) return { kind: 'unresolved' };
  return { kind: 'unreached' };
}
