import type { Host } from '#core/release/model.ts';
import type { NotConnected } from '#core/run/reasons.ts';
import { describeReason } from '#core/words/describe-reason.ts';
import type { ConnectCode, ConnectFailure, Result } from '#engine/ports.ts';
import type { ConfigEntry } from './ssh-config.ts';

/** `web1 (10.20.0.11:22)`, as every message names a host. */
export function labelOf(host: Host): string {
  return `${host.name} (${host.address}:${host.port})`;
}

/** A connect failure of this host; the message begins with the host. */
export function connectFailure(
  host: Host,
  code: ConnectCode,
  {
    message,
    details,
    jump = null,
  }: {
    message: string;
    details?: Readonly<Record<string, unknown>>;
    /** Why the jump host is out of reach. */
    jump?: NotConnected | null;
  },
): ConnectFailure {
  const place = labelOf(host);
  const reason = { kind: 'not-connected', code, host: host.name, place, message, said: '', jump } as const;
  return {
    host: host.name,
    code,
    message: describeReason(reason),
    reason,
    details: { host: host.name, address: host.address, port: host.port, ...details },
  };
}

/** The same, as the result that functions return. */
export function refuse(host: Host, code: ConnectCode, message: string): Result<never, ConnectFailure> {
  return { ok: false, error: connectFailure(host, code, { message }) };
}

/** What a failed TCP connect means, and what to do. `cause` is the system's own code. */
export function socketFailure(host: Host, error: Error): ConnectFailure {
  const cause = errorCode(error);
  const [code, message] = explainSocket(cause, error);
  return connectFailure(host, code, { message, details: { cause } });
}

/** The name service does not know the name, and the user's ssh configuration does. */
export function nameInConfigFailure(host: Host, entry: ConfigEntry): ConnectFailure {
  const { file, line, address, port, user, jump } = entry;
  const keys = [
    `address: ${address}`,
    ...(port === null ? [] : [`port: ${port}`]),
    ...(user === null ? [] : [`user: ${user}`]),
  ].map(printable);
  const via =
    jump === null
      ? ''
      : ` It is reached through ${printable(jump)}: add that as a host of the environment, and name it here with "via".`;
  return connectFailure(host, 'name-not-found', {
    message: `the name could not be resolved. It is an entry of the ssh configuration (${file}, line ${line}), which Holdpoint does not use. Write it in the release: ${keys.join(', ')}.${via}`,
    details: { configFile: file, configLine: line },
  });
}

/** `ECONNREFUSED` and the like; of several addresses tried, the first one's. */
export function errorCode(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return errorCode(error.errors[0]);
  return '';
}

function explainSocket(cause: string, error: Error): [ConnectCode, string] {
  switch (cause) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
    case 'EAI_NONAME':
      return [
        'name-not-found',
        'the name could not be resolved. Check the address, or the name service of this workstation.',
      ];
    case 'ECONNREFUSED':
      return ['refused', 'the connection was refused. Check the port and that sshd is running there.'];
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
    case 'EADDRNOTAVAIL':
      return [
        'no-route',
        'there is no route to the host. Check the network, the VPN, or whether it needs a jump host (via).',
      ];
    case 'ETIMEDOUT':
      return [
        'timeout',
        'nothing answered in time. Check that the host is up and no firewall drops the connection.',
      ];
    default:
      return ['lost', `the connection broke off before SSH began (${cause || error.message}). Try again.`];
  }
}

/** What a jump host's refusal to open the way means. `description` is the jump host's own text. */
export function forwardFailure(
  host: Host,
  jump: string,
  refusal: { reason: number | null; description: string },
): ConnectFailure {
  const { reason, description } = refusal;
  const said = description === '' ? '' : ` It said: "${printable(description)}".`;
  const details = { jump, reason, cause: printable(description) };
  if (reason === 1) {
    const message = `the jump host ${jump} does not allow forwarding. Allow AllowTcpForwarding for this user there.${said}`;
    return connectFailure(host, 'jump-failed', { message, details });
  }
  const [code, why] = explainForward(description);
  return connectFailure(host, code, { message: `seen from the jump host ${jump}, ${why}${said}`, details });
}

function explainForward(description: string): [ConnectCode, string] {
  if (/refused/i.test(description))
    return ['refused', 'the connection was refused. Check the port and that sshd is running there.'];
  if (/no route|unreachable/i.test(description)) return ['no-route', 'there is no route to the host.'];
  if (/timed? ?out/i.test(description)) return ['timeout', 'nothing answered in time.'];
  if (/resolve|not known|name|lookup/i.test(description))
    return ['name-not-found', 'the name could not be resolved.'];
  return ['jump-failed', 'the host could not be reached.'];
}

/** Text from the other side, made safe to show: control characters visible, length bounded. */
export function printable(text: string): string {
  return text
    .slice(0, 300)
    .replace(/[^\x20-\x7e\u00a1-\uffff]/g, '·')
    .trim();
}
