/** The sentence for each problem that preflight finds: cause and next step. */
import type { PreflightProblem } from '../../run/problems.ts';
import { formatBytes } from '../figures/format-count.ts';
import { describeReason } from '../run/describe-reason.ts';
import { wayIn } from '../text/surface.ts';
import { describeLinkLoss } from './describe-connecting.ts';
import { describeBusy } from './describe-leased.ts';

/** One begins with the host, or names it. */
export function describeProblem(problem: PreflightProblem): string {
  switch (problem.kind) {
    case 'busy':
      return describeBusy({ hosts: [problem.host], holder: problem.holder });
    case 'no-shell':
      return describeNoShell(problem);
    case 'lost-in-preflight':
      return `${problem.host}: the connection was lost during preflight: ${describeLinkLoss(problem.loss)}. Try again`;
    case 'wrong-host':
      return `${problem.host} says its ${problem.fact} is ${problem.found ?? 'not known'}, the release expects ${problem.expected}: this may be another machine`;
    case 'home-full':
      return `${problem.host} has no space left in the home of the user who logs in (${formatBytes(problem.freeBytes)}). Free some there, or run its steps with mode: attached`;
    case 'program-missing': {
      const finder = problem.user === null ? '' : ` that ${problem.user} finds`;
      return `${problem.host} has no ${problem.program}${finder}, which step ${problem.step} needs. Install it there, or write the step for a program that is there`;
    }
    case 'sudo-user':
      return `"${problem.user}" is not a user name`;
    case 'sudo-refused':
      return describeSudo(problem);
    case 'sudo-untried':
      return `${problem.by} to ${problem.user} was not tried on ${problem.host}: its password was refused at another host`;
    case 'secret-short':
      return `The secret "${problem.name}" has fewer than ${problem.least} characters, so it cannot be told from other text and masked in what hosts print. Use a longer one`;
    case 'secret-changed':
      return describeChanged(problem);
    case 'preflight-stopped':
      return 'The run was stopped before every host was checked';
    case 'library-full':
      return `The disk of the library has ${formatBytes(problem.freeBytes)} left, a run needs at least ${formatBytes(problem.leastBytes)}. Free some space there`;
    default:
      return describeReason(problem);
  }
}

type Of<Kind extends PreflightProblem['kind']> = Extract<PreflightProblem, { readonly kind: Kind }>;

/** In the host's own words, where it said any. */
function describeNoShell({ host, because, exit, said }: Of<'no-shell'>): string {
  const how = because === null ? `${host} ran no command for this user` : describeReason(because);
  const heard = said === '' ? 'It said nothing' : `It said: "${said}"`;
  return `${how}. ${heard}${exit === null ? '' : ` (exit ${exit})`}. Holdpoint needs a login there that runs /bin/sh; if it serves only as a way to other hosts, run no step on it`;
}

function describeSudo({ host, user, by, because, missingRule }: Of<'sudo-refused'>): string {
  const rule =
    missingRule === null
      ? ''
      : by === 'doas'
        ? `. doas.conf needs "${missingRule}"`
        : `. Holdpoint starts a shell by sudo, so a rule for named commands is not enough: sudoers needs "${missingRule}". Or leave out sudo: and write sudo -n before the command itself`;
  return `${by} to ${user} does not work on ${host}: ${describeReason(because)}${rule}`;
}

function describeChanged({ name, former, given }: Of<'secret-changed'>): string {
  const ways = {
    give: wayIn({
      terminal: `with --secret ${former}=env:VARIABLE or --secret ${former}=file:PATH`,
      app: `as "${former}" under Credentials`,
    }),
    lost: wayIn({
      terminal: `say --secret ${former}=lost`,
      app: `resume the run at a terminal with --secret ${former}=lost`,
    }),
  };
  const known = given ? `, and "${former}" is not that value either` : '';
  return `The secret "${name}" is not the one that this run used${known}. What was running may have printed the former value: give it too, so that it can be masked, ${ways.give}. If nobody has it any more, ${ways.lost}: then that output is not kept`;
}
