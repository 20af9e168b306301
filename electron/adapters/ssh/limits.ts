/** How long and how often this program waits for hosts, and how much it asks of them at a time. Times are milliseconds. */
export interface SshLimits {
  // How long a host may take to let us in, part by part.
  /** TCP connect. */
  readonly connectMs: number;
  /** From the TCP connection until the host has presented its key. */
  readonly greetingMs: number;
  /** From the accepted host key until the host lets us in. */
  readonly authMs: number;
  /** From asking for a session until the host has opened it. */
  readonly sessionMs: number;

  // How long a host that is connected may be silent.
  /** A host that answers nothing for keepaliveMs × (keepaliveCount + 1) is lost. */
  readonly keepaliveMs: number;
  readonly keepaliveCount: number;
  /** How long a host may take over a sign of life that it is asked for; one that is silent for longer is lost. */
  readonly signOfLifeMs: number;
  /** How long output is still heard after the command's exit while something else holds it open. */
  readonly drainMs: number;

  // How much is asked of hosts at a time.
  /** Commands at a time on one connection; OpenSSH refuses more than 10 by default, some hosts fewer. */
  readonly channels: number;
  /** Connections to one host beside the first, for commands in turn; what ends a command may need one more. */
  readonly furtherConnections: number;
  /** Handshakes at a time through one jump host, and over all. */
  readonly handshakesPerJump: number;
  readonly handshakes: number;

  // What is done about a host that drops a connection before saying anything (MaxStartups).
  /** How often a connection is tried again. */
  readonly retries: number;
  /** The first pause before such a retry; it doubles, with jitter. */
  readonly retryMs: number;
}

export const DEFAULT_LIMITS: SshLimits = {
  connectMs: 10_000,
  greetingMs: 30_000,
  authMs: 60_000,
  keepaliveMs: 5_000,
  keepaliveCount: 3,
  signOfLifeMs: 5_000,
  drainMs: 5_000,
  channels: 4,
  sessionMs: 30_000,
  furtherConnections: 3,
  handshakesPerJump: 8,
  handshakes: 64,
  retries: 6,
  retryMs: 150,
};

/** What a person says for slow hosts: as long for each part of getting in as told. */
export function limitsOf(connectTimeoutMs: number): Partial<SshLimits> {
  const ms = connectTimeoutMs;
  return { connectMs: ms, greetingMs: ms, authMs: ms, sessionMs: ms };
}
