/** Where something listens, in one way everywhere: an IPv6 address stands in brackets before its port. */
import { SSH_PORT } from '../../release/ssh-port.ts';

/** `web1.example:22`, `[fe80::1]:22`. */
export function formatAddressAndPort(address: string, port: number): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}`;
}

/** `web1.example`, `web1.example:2222`: the port only where it is not that of SSH, or is none of its own (null). */
export function formatSshAddress({
  address,
  port,
}: {
  readonly address: string;
  readonly port: number | null;
}): string {
  return port === null || port === SSH_PORT ? address : formatAddressAndPort(address, port);
}
