/** Commands that want a person at a terminal, which no step has, and commands that do not end by themselves. */
import type { PassingRule } from './passing-rule.ts';

/** Where a command begins, behind `sudo` and its options too; the right side of a pipe aside. */
const START =
  '(?<=(?:^|[\\n;&({!`]|\\|\\||\\b(?:then|do|else|if|elif|while|until)[ \\t])[ \\t]*(?:sudo[ \\t]+(?:-[A-Za-z]+[ \\t]+(?:[a-z_][\\w-]*[ \\t]+(?=\\S))?)*)?)';
/** The beginning of a text or of one of its lines: nothing was piped into it. */
const OWN_INPUT = '(?<=(?:^|[\\n;]|&&|\\|\\|)[ \\t]*)';
const REST = '[^\\n;&|]*';
const END = '[ \\t]*(?=$|[\\n;)}]|&&|\\|\\|)';

const started = (program: string, rest = REST): RegExp =>
  new RegExp(`${START}(?:${program})(?![\\w.-])${rest}`);

const NO_TERMINAL = 'a step has no terminal and nobody answers';

export const TERMINAL_RULES: readonly PassingRule[] = [
  {
    code: 'no-terminal',
    signs: ['vi', 'nano', 'emacs', 'mcedit', 'pico'],
    pattern: started('vim?|nvim|view|nano|pico|emacs|mcedit|visudo|vipw|vigr'),
    says: `an editor wants a person, and ${NO_TERMINAL}: change the file by a command such as sed -i, or upload it`,
    holds: (_, written) => !/<|\s-(?:[A-Za-z]*[esS]\b|-batch|-version|c\b)/.test(written),
  },
  {
    code: 'no-terminal',
    signs: ['crontab', ' edit', 'rebase'],
    pattern: started(
      `crontab[ \\t]+${REST}-e|(?:systemctl|kubectl|oc)[ \\t]+${REST}\\bedit|git[ \\t]+rebase[ \\t]+${REST}(?:-i|--interactive)`,
    ),
    says: `this opens an editor, and ${NO_TERMINAL}: change the file by a command, or upload it`,
    holds: (_, written) => !/--stdin|EDITOR/.test(written),
  },
  {
    code: 'no-terminal',
    signs: ['less', 'more'],
    pattern: new RegExp(`(?:${START}|(?<=\\|[ \\t]*))(?:less|more)(?=[ \\t\\n;]|$)${REST}`),
    says: `a pager wants a person, and ${NO_TERMINAL}: write cat`,
  },
  {
    code: 'no-terminal',
    signs: ['top', 'mc', 'dialog', 'whiptail', 'nmtui', 'tmux', 'screen'],
    pattern: started('[hai]?top|iotop|mc|dialog|whiptail|nmtui|tmux|screen'),
    says: `this is drawn on a terminal, and ${NO_TERMINAL}: use a command that prints and ends, such as ps or top -b -n 1`,
    holds: (_, written) =>
      !/\s-[A-Za-z]*[bdvVXSR]|\s--(?:batch|version)|tmux[ \t]+(?:new|ls|list|kill|has|send)/.test(written),
  },
  {
    code: 'no-terminal',
    signs: ['read', 'select'],
    pattern: new RegExp(`${OWN_INPUT}(?:read|select)(?=[ \\t])${REST}`),
    says: `nothing is typed in a step, so that this reads nothing: give it as a value ({{ vars.x }}) or a secret, or ask by a manual step`,
    holds: ({ code }, written) =>
      !/</.test(written) && !/\|[ \t]*(?:[({]|while\b)|\bdone[ \t]*<|[)}][ \t]*</.test(code),
  },
  {
    code: 'no-terminal',
    signs: ['-it', '-ti', '--tty', '-t'],
    pattern: started(
      `(?:docker|podman|nerdctl|kubectl|oc|docker-compose)[ \\t]+${REST}\\b(?:exec|run|attach)[ \\t]+(?:-\\S+[ \\t]+)*(?:-(?:it|ti|t)\\b|--tty\\b)`,
    ),
    says: `-t asks for a terminal, and a step has none: leave -it out`,
  },
  {
    code: 'no-terminal',
    signs: ['apt', 'yum', 'dnf', 'zypper'],
    pattern: started(
      `(?:apt|apt-get|yum|dnf|zypper)[ \\t]+${REST}(?<![\\w-])(?:install|upgrade|dist-upgrade|full-upgrade|update|remove|erase|purge|autoremove|in|up|rm)\\b`,
    ),
    says: `this asks before it changes anything, and nobody answers: write -y`,
    holds: ({ text }, written) =>
      !/\s(?:-[A-Za-z]*y[A-Za-z]*|--yes|--assume-?yes|-qq|-n|--non-interactive|-s|--simulate|--dry-run|--just-print|--assumeno|-d|--download-only)\b/.test(
        written,
      ) &&
      !/^(?:apt|apt-get)[ \t]+(?:-\S+[ \t]+)*update|^zypper[ \t]+(?:up|update)?$/.test(written) &&
      !/\byes[ \t]*\|/.test(text),
  },
  {
    code: 'no-terminal',
    signs: ['passwd', 'fdisk', 'parted', 'ssh-keygen'],
    pattern: started('passwd|[cs]?fdisk|ssh-keygen'),
    says: `this asks for what it needs, and ${NO_TERMINAL}: give it by options, or by a command such as chpasswd, sfdisk or ssh-keygen -N "" -f FILE`,
    holds: (_, written) =>
      !/<|\s-[A-Za-z]*[fFlLRSuedvVsyBHNQ]|\s--(?:stdin|lock|unlock|delete|expire|status|list)/.test(written),
  },
  {
    code: 'no-effect',
    signs: ['ssh'],
    pattern: new RegExp(
      `${START}ssh(?:[ \\t]+-[46AaCKkMnqTtvXxYy]+|[ \\t]+-[BbcDEeFIiJLlmOopQRSWw][ \\t]*\\S+)*[ \\t]+[\\w.@":$-]+${END}`,
    ),
    says: 'this logs in, gets no input and ends at once: what follows runs on the host of the step. Make that host a host of the step',
    holds: (_, written) => !/\s-[OQV]/.test(written) && !/ssh[ \t]+-\S*$/.test(written),
  },
  {
    code: 'no-effect',
    signs: ['psql', 'mysql', 'mariadb', 'mongo', 'python'],
    pattern: new RegExp(
      `${START}(?:(?:psql|mysql|mariadb|mongosh?)(?:[ \\t]+-[hUuPpdn][ \\t]*\\S+|[ \\t]+-\\S+)*(?:[ \\t]+[A-Za-z_"$][\\w"-]*)?|python3?)${END}`,
    ),
    says: 'this waits for commands, gets no input and ends at once with 0: give it its commands by an option (-c, -e) or a file',
    holds: (_, written) =>
      !/\s-[A-Za-z]*[cefVl](?:\s|$|["'])|\s--(?:command|execute|eval|file|list|version|help)/.test(written),
  },
  {
    code: 'never-ends',
    signs: ['tail', 'journalctl', 'logs', 'dmesg'],
    pattern: started(
      `tail[ \\t]+${REST}(?:-[0-9a-zA-Z]*[fF]\\b|--follow|--retry)|journalctl[ \\t]+${REST}(?:-[a-zA-Z]*f\\b|--follow)|dmesg[ \\t]+${REST}(?:-[a-zA-Z]*[wW]\\b|--follow)|(?:kubectl|oc|docker|podman|docker-compose)[ \\t]+${REST}\\blogs[ \\t]+${REST}(?:-f\\b|--follow)`,
      '[^\\n;]*',
    ),
    says: 'this follows what is written and does not end by itself: the step would fail at its time limit. Leave -f out, or wait for what you look for by wait: {check}',
    holds: (_, written) =>
      !/--pid|-f[ \t]*=?false|(?<!&)&(?!&)|\|[^\n]*(?:\bhead\b|grep[^|]*\s-\w*[mq]|\bsed\b|\bawk\b)/.test(
        written,
      ),
  },
  {
    code: 'never-ends',
    signs: ['watch', 'ping', 'tcpdump', 'sleep', 'yes', 'inotifywait'],
    pattern: new RegExp(
      `${START}(?:watch[ \\t]|ping6?[ \\t]|tcpdump\\b|sleep[ \\t]+inf|yes\\b|inotifywait[ \\t]+${REST}(?:-m\\b|--monitor))[^\\n;|&]*(?![^\\n;|&]*(?:\\||(?<!&)&(?!&)))`,
    ),
    says: 'this does not end by itself: the step would fail at its time limit. Say how often (ping -c 3), or wait for what you look for by wait: {check}',
    holds: (_, written) =>
      !/^ping6?[ \t].*\s-[A-Za-z]*[cw]|^tcpdump.*\s-[A-Za-z]*[cDhL]|^watch[ \t].*(?:-g|--chgexit|--errexit|-e\b)/.test(
        written.replace(/^(\w+)[ \t]/, '$1  '),
      ),
  },
  {
    code: 'never-ends',
    signs: ['while', 'until'],
    pattern: new RegExp(
      `${START}(?:while[ \\t]+(?:true|:|sleep[ \\t]+\\S+|\\[[ \\t]+1[ \\t]+\\])|until[ \\t]+false)[ \\t]*[;\\n]`,
    ),
    says: 'this loop does not end by itself: the step would fail at its time limit. Leave it by break, or write wait: {check} with every and timeout',
    holds: ({ code }) => !/\b(?:break|exit|return|exec|kill|timeout)\b|(?<![&>|<;])&(?![&>])/.test(code),
  },
];
