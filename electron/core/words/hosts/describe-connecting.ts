/** What keeps a connection from being opened, and what ended one: cause and next step, as a clause. */

import type { ChannelFault, ConnectFault, FoundBeyond, LinkLoss } from '../../run/connecting.ts';
import { formatDuration } from '../figures/format-duration.ts';
import { joinClauses } from '../text/sentence.ts';
import { wayIn } from '../text/surface.ts';
import { describeSecretFault } from './describe-workstation.ts';

type Sentences<Fault extends { readonly kind: string }> = {
  readonly [Kind in Fault['kind']]: (fault: Extract<Fault, { readonly kind: Kind }>) => string;
};

function describeBy<Fault extends { readonly kind: string }>(
  sentences: Sentences<Fault>,
  fault: Fault,
): string {
  const describe = sentences[fault.kind as Fault['kind']] as (fault: Fault) => string;
  return describe(fault);
}

/** `place`: the host with its address. */
export function describeConnectFault(fault: ConnectFault, place: string): string {
  return fault.kind === 'closed-before'
    ? `the connections were closed before ${place} was tried`
    : describeBy(FAULTS, fault);
}

/** A clause, without a full stop. */
export function describeLinkLoss(loss: LinkLoss): string {
  return describeBy(LOSSES, loss);
}

/** `because`: why no further connection could be opened, where that is the fault. */
export function describeChannelFault(fault: ChannelFault, host: string, because: string | null): string {
  switch (fault.kind) {
    case 'no-session':
      return `${host}: ${letIn(fault.ms)}`;
    case 'commands-refused':
      return `${host} refuses to run commands for this user${fault.said === '' ? '' : ` (${fault.said})`}`;
    case 'sessions-full':
      return `${host} opens no session (${fault.said}). Check MaxSessions there`;
    case 'no-further-connection':
      return `${host} has no session free, and another connection to it could not be opened${because === null ? '' : `: ${because}`}`;
  }
}

const CHECK_PORT = 'Check the port and that sshd is running there';
const CHECK_HOST = 'Check that the host is up and no firewall drops the connection';
const moreTime = (): string =>
  `a slow host may need more time: ${wayIn({ terminal: '--connect-timeout', app: 'Settings, Slow hosts' })}`;
const NOTHING_SENT = 'Nothing was sent over this connection';

/** A host does not say which of the two it is; its log does. */
const RSA_REFUSED =
  'It is an RSA key. Either it is not among the authorized keys of this user there, or the host is old and takes RSA keys by SHA-1 signatures only (its sshd then logs: "rsa-sha2-256 not in PubkeyAcceptedAlgorithms", or PubkeyAcceptedKeyTypes). In the second case use an ed25519 or ECDSA key for this host';

const BEYOND: Sentences<FoundBeyond> = {
  'port-refused': () => `the connection was refused. ${CHECK_PORT}`,
  'no-route': () => 'there is no route to the host',
  'no-answer': ({ withinMs }) =>
    withinMs === null ? 'nothing answered in time' : `nothing answered in ${formatDuration(withinMs)}`,
  unresolved: () => 'the name could not be resolved',
  unreached: () => 'the host could not be reached',
};

const HANGS_UP = {
  greeting: 'before it said anything',
  'key-exchange': 'in the key exchange',
  login: 'during the login',
} as const;

const FAULTS: Sentences<Exclude<ConnectFault, { kind: 'closed-before' }>> = {
  'given-up': () => 'the connection was given up, because all connections are being closed',
  unresolved: () =>
    'the name could not be resolved. Check the address, or the name service of this workstation',
  'named-in-config': ({ file, line, address, port, user, jumps }) => {
    const keys = [
      `address: ${address}`,
      ...(port === null ? [] : [`port: ${port}`]),
      ...(user ? [`user: ${user}`] : []),
    ];
    const via = jumps.length === 0 ? '' : `, reached through ${jumps.join(', then ')}`;
    return `the name could not be resolved. It is an entry of the ssh configuration (${file}, line ${line}), by which Holdpoint does not connect: ${keys.join(', ')}${via}. Import that as a host of the environment (${wayIn({ terminal: 'holdpoint import-hosts', app: 'Environments, Import hosts' })}), or write it there`;
  },
  'port-refused': BEYOND['port-refused'],
  'no-route': () =>
    'there is no route to the host. Check the network, the VPN, or whether it needs a jump host (via)',
  'no-answer': (fault) => `${BEYOND['no-answer'](fault)}. ${CHECK_HOST}`,
  'broken-off': ({ said }) => `the connection was lost before SSH began (${said}). Try again`,

  'seen-from': ({ jump, found, said }) =>
    joinClauses([`seen from the jump host ${jump}, ${describeBy(BEYOND, found)}`, itSaid(said)]),
  'forwarding-refused': ({ jump, said }) =>
    joinClauses([
      `the jump host ${jump} does not allow forwarding. Turn on AllowTcpForwarding for this user there`,
      itSaid(said),
    ]),
  'jump-lost': ({ jump, loss }) =>
    `the connection to the jump host ${jump} was lost: ${loss === null ? 'unknown why' : describeLinkLoss(loss)}`,
  'jump-unreachable': () => 'its jump host could not be reached',
  'jump-unlisted': ({ jump }) => `its jump host ${jump} is not in the environment. Add it, or correct "via"`,
  'jump-circle': ({ jump }) => `its jump hosts form a loop (${jump}). Correct "via"`,

  'client-failed': ({ said }) => `the SSH client could not start (${said})`,
  'openssh-missing': () =>
    "the release reaches it by the system's OpenSSH client (transport: openssh), and there is no ssh in PATH here. Install it (Debian, Ubuntu: apt install openssh-client; Red Hat, SUSE: the package openssh-clients), or remove the key transport from the host",
  'openssh-old': ({ path, version, least }) =>
    `transport: openssh needs OpenSSH ${least} or newer; ${path} here is ${version || 'something else'}. Install a newer one, or remove the key transport from the host`,
  'openssh-on-windows': () =>
    'transport: openssh works on Linux and macOS only: OpenSSH for Windows cannot share a connection. Run the release from there, or remove the key transport from the host',
  'no-greeting': ({ withinMs }) =>
    `the port answered, but no SSH greeting came in ${formatDuration(withinMs)}. Check that the port is sshd's, and the load there; ${moreTime()}`,
  'no-key-exchange': ({ withinMs }) =>
    `the host greeted, but keys could not be exchanged in ${formatDuration(withinMs)}. If this continues, large packets may get lost on the way: check the MTU of the path (VPN, tunnel). Otherwise check the load of the host`,
  'no-login': ({ withinMs }) =>
    `the host did not finish the login in ${formatDuration(withinMs)}. Check its load and its name service; ${moreTime()}`,
  'hung-up': ({ when, said }) =>
    said
      ? `the host closed the connection in place of a greeting. It said: "${said}". Check that the port is sshd's. If it is, the host may limit connections (MaxStartups): try again`
      : `the host closed the connection ${HANGS_UP[when]}. It may be overloaded or limit connections (MaxStartups). Try again`,
  'not-ssh': ({ said }) => `The host does not speak SSH (${said}). Check that the port is sshd's`,
  'nothing-in-common': describeNothingInCommon,
  'no-host-key': () => 'the host showed no key',
  'no-key-offer': () => 'no host key algorithm is left to offer',

  'key-only': () => 'only the key was asked for',
  'key-unknown': ({ presented }) =>
    `the host key ${presented} is not known. Compare it with what the host's administrator says, then accept it (${wayIn({ terminal: 'holdpoint trust FILE HOST --env ENV', app: 'prepare the run again, and compare it under Host keys' })}), add it to a known_hosts file, or write it into the release's host_keys. ${NOTHING_SENT}`,
  'key-changed': ({ presented, expected, source }) =>
    `the host key has CHANGED: expected ${expected.join(' or ')} (${source}), presented ${presented}. It may be another machine or someone in between. Ask the host's administrator before anything else. ${NOTHING_SENT}`,
  'key-announced': ({ presented, expected }) =>
    `the host shows the new key ${presented}, which the release announces (next_host_keys)${expected.length === 0 ? '' : `, in place of ${expected.join(' or ')}`}. A person confirms it first: ${wayIn({ terminal: 'holdpoint confirm-key FILE HOST --env ENV --note WHY', app: 'prepare the run again, and compare it under Host keys' })}. ${NOTHING_SENT}`,
  'key-revoked': ({ presented, source }) =>
    `the host key ${presented} is revoked (${source}). It is never accepted: the host needs a new key. ${NOTHING_SENT}`,
  'key-certified': ({ presented, authority }) =>
    `only a certificate authority vouches for the host (${authority}), and the built-in client cannot check host certificates; it presented ${presented}. Write transport: openssh for this host in the release, or its key into host_keys, add it to a known_hosts file, or accept it in the app. ${NOTHING_SENT}`,
  'certificate-refused': ({ presented, authority, said }) =>
    `only a certificate authority vouches for the host (${authority}), and ${said === '' ? 'it showed no certificate of that authority' : `its certificate is not good (${said})`}; it presented ${presented}. Have the host certified for this address, or write its key into the release's host_keys. ${NOTHING_SENT}`,
  'known-hosts-unreadable': ({ file, said }) =>
    `The known_hosts file ${file} cannot be read (${said}). Make it readable, or remove it from the list`,
  'pin-unreadable': ({ host, pin }) =>
    `The release gives ${host} the host key "${pin}", which is neither a SHA256 fingerprint nor a public key. Correct host_keys`,

  'no-agent': () =>
    'No SSH agent is running here (SSH_AUTH_SOCK is not set). Start one and add the key with ssh-add, or give the credential a key file',
  'key-file-unreadable': ({ file, said }) =>
    `The key file ${file} cannot be read (${said}). Check the credential's path`,
  'putty-key': ({ file }) =>
    `${file} is a PuTTY key. Convert it: puttygen ${file} -O private-openssh-new -o id_converted`,
  'passphrase-missing': ({ file }) =>
    `The key ${file} needs its passphrase. Give it in the credential, or load the key into the agent`,
  'public-key': ({ file }) => `${file} holds a public key. The credential needs the private one`,
  'cipher-unknown': ({ file }) =>
    `${file} is encrypted in a way that cannot be read here. Re-encrypt it: ssh-keygen -p -Z aes256-ctr -f ${file} (or load it into the agent)`,
  'passphrase-wrong': ({ file }) =>
    `${file} could not be opened: the passphrase is wrong, or the file is damaged`,
  'no-private-key': ({ file, said }) =>
    `${file} is not a private key that can be read here (${said}). Hardware-backed keys work through the agent, or with transport: openssh for the host`,
  'credential-unknown': ({ name }) =>
    `Nothing says what the credential "${name}" is on this workstation. ${wayIn({ terminal: `Give --credential ${name}=agent, =key:PATH, =password-env:VAR or =password-ask, or set it under Credentials in the app`, app: 'Set it under Credentials' })}`,
  'credential-unread': ({ name, fault }) =>
    `The credential "${name}" cannot be used. ${describeSecretFault(fault)}. ${wayIn({ terminal: 'Check what --credential says, or Credentials in the app', app: 'Check it under Credentials' })}`,

  'more-wanted': ({ user, accepts }) =>
    `the host accepted the key of ${user} and wants more (${accepts.join(', ')}), which cannot be given here`,
  'sha1-only': ({ user, path }) =>
    `the host knows ${path === null ? 'an RSA key of the agent' : `the RSA key ${path}`} for user ${user}, but takes RSA keys by SHA-1 signatures only, which are outdated. Use an ed25519 or ECDSA key for this host. Where that cannot be done, write ssh: legacy for it in the release, which allows outdated algorithms there`,
  'too-many-keys': ({ user }) =>
    `the host gave up before it had seen every key of the agent (MaxAuthTries). Name the one key for user ${user} in the credential, or give its file`,
  'key-refused': ({ user, path, rsa, said, accepts }) => {
    const what = path === null ? 'every key of the agent' : `the key ${path}`;
    const only = accepts.length === 0 ? '' : ` (it accepts only ${accepts.join(', ')})`;
    const next = rsa ? RSA_REFUSED : 'Check the user name and the authorized keys there';
    return `the host refused ${what} for user ${user}${said === '' ? only : ` (${said})`}. ${next}`;
  },
  'refused-elsewhere': ({ user, elsewhere }) =>
    `the password of ${user} was not tried here, because ${elsewhere} has refused it. Correct the password there first`,
  'asks-otherwise': ({ asks }) =>
    `the host asked "${asks}", which a stored password cannot answer and nobody did. Holdpoint asks a person at a terminal and in the app`,
  'answers-refused': ({ user, asks }) =>
    `the host refused what was answered for ${user} to "${asks}". Try again; a code may have expired meanwhile`,
  'no-passwords': ({ accepts }) =>
    `the host takes no passwords, it accepts ${accepts.join(', ') || 'nothing'}. Use a key or the agent`,
  'password-refused': ({ user }) =>
    `the host refused the password of ${user}. It was tried at this host only`,
};

const LOSSES: Sentences<LinkLoss> = {
  'host-closed': () => 'the host closed the connection',
  'channel-closed': () => 'the host closed the channel without an exit status',
  'closed-here': ({ what }) => `the ${what} was closed from this side`,
  closed: () => 'the connection is closed',
  silent: ({ ms, large }) =>
    `the host has answered nothing for ${formatDuration(ms)}${large ? ', since much was sent to it at once; if only large packets get lost, the MTU of the path (VPN, tunnel) is wrong' : ''}`,
  slept: ({ ms }) => `the host answered nothing for ${formatDuration(ms)} after the workstation woke`,
  'other-key': () => 'the host presented another key in the middle of the connection',
  broke: ({ said }) => `the connection broke (${said})`,
  'no-session': ({ ms }) => letIn(ms),
  'shell-ended': () => 'the shell on the host ended in the middle of it',
};

function letIn(ms: number): string {
  return `the host accepted the login, but opened no session within ${formatDuration(ms)}`;
}

function itSaid(said: string): string {
  return said === '' ? '' : `It said: "${said}"`;
}

function describeNothingInCommon({
  list,
  theirs,
  ours,
  setting,
  legacy,
  byOpenSsh,
}: Extract<ConnectFault, { kind: 'nothing-in-common' }>): string {
  const lists = `the host and this program have no ${list} in common. The host offers: ${theirs.join(', ') || 'nothing that could be read'}. This program offers: ${ours.join(', ')}`;
  const atHost = `add one of this program's to ${setting} in the host's sshd configuration`;
  if (legacy === 'enough')
    return `${lists}. What the host offers is outdated: ${atHost}. Where that cannot be done, write ssh: legacy for this host in the release, which allows outdated algorithms there`;
  const what = legacy === 'tried' ? 'too old even for ssh: legacy' : 'outdated';
  const other = byOpenSsh
    ? ''
    : '. If it is newer than what this program offers (post-quantum), write transport: openssh for this host in the release';
  return `${lists}. What the host offers is ${what}, or not known here: ${atHost}${other}`;
}
