import type { PreflightCause } from '#core/run/preflight-causes.ts';

/** One sentence or two, with every host of which the same is to be said. */
export function sayCause({ message, hosts, behind }: PreflightCause): string {
  const [first = ''] = hosts;
  const about = first === '' || message.includes(first) ? message : `${first}: ${message}`;
  const same = message.startsWith(hosts.join(', ')) ? [] : hosts.slice(1);
  return [
    about,
    behind.length === 0 ? '' : `Out of reach behind it: ${behind.join(', ')}`,
    same.length === 0 ? '' : `The same at: ${same.join(', ')}`,
  ]
    .filter(Boolean)
    .join(' ');
}
