/** A signal by its name. OpenSSH names 13 of them; any other is `SIG@openssh.com` there. */
export function labelSignal(signal: string): string {
  return isNamed(signal) ? signal : 'without a name';
}

export function describeSignal(signal: string): string {
  return isNamed(signal)
    ? `Ended by signal ${signal}`
    : 'Ended by a signal that the SSH server does not name (none of ABRT, ALRM, FPE, HUP, ILL, INT, KILL, PIPE, QUIT, SEGV, TERM, USR1, USR2)';
}

function isNamed(signal: string): boolean {
  return !signal.includes('@');
}
