/** Where it is said which key a host has: in the release, by a person in the app, or in a known_hosts file. */

/** What has to be done before another key is believed, once whoever runs the host has said that it is right. */
export function describeForgetting(sources: readonly string[]): string {
  const ways = sources.map((source) => {
    if (source === 'release') return 'correct host_keys in the release';
    return source === 'accepted'
      ? 'forget the old key under Hosts and trust'
      : `remove ${labelPlace(source)}`;
  });
  return ways.length === 0 ? 'have the old key forgotten' : ways.join(', and ');
}

/** Who says that a key is revoked. */
export function describeRevoking(sources: readonly string[]): string {
  const places = sources.map((source) => (source === 'accepted' ? 'Hosts and trust' : labelPlace(source)));
  return places.length === 0 ? '' : `, by ${places.join(' and ')}`;
}

/** `line 3 of /home/eva/.ssh/known_hosts` of `/home/eva/.ssh/known_hosts:3`. */
function labelPlace(source: string): string {
  const [, file, line] = /^(.*):(\d+)$/s.exec(source) ?? [];
  return file === undefined || line === undefined ? source : `line ${line} of ${file}`;
}
