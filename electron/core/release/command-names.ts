/** Names of commands that people write into releases, where a text has to be told from the words of one that goes on. */

const names = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/));

/** Those that are ordinary words too are left out where the words of another command could stand: `install`, `start`. */
export const COMMAND_NAMES: ReadonlySet<string> = names(
  `alembic ansible ansible-playbook apachectl apt apt-get aws awk az base64 bash blkid bundle bunzip2 bzip2 cargo cat cd certbot chattr chgrp chmod
  chown composer consul cp createdb crontab ctr curl dd dig dmesg dnf docker docker-compose dpkg dropdb du echo egrep etcdctl exit export
  exportfs firewall-cmd flyway gcloud getent git go gpg gradle grep gunzip gzip haproxy helm hostnamectl htpasswd ifconfig initctl iptables java
  journalctl jq keytool kill killall kubectl ldconfig liquibase ln logger logrotate lsblk lsof lvcreate make mariadb md5sum mkdir mkfs mktemp modprobe
  mongodump mongorestore mongosh monit mount mv mvn mysql mysqladmin mysqldump nc netstat nginx node nohup npm npx nslookup openssl pg_ctl pg_ctlcluster
  pg_dump pg_restore pgrep php pidof ping pip pip3 pkill pm2 podman printf psql pwd python python3 rabbitmqctl rails rake rclone redis-cli
  rm rmdir rpm rsync ruby runuser scp sed semanage setfacl setsebool sh sha256sum sleep source sqlite3 sqlplus ss ssh stat su
  sudo supervisorctl swapoff swapon sync sysctl systemctl tar tee terraform timeout touch umask umount unset unzip update-alternatives
  uptime useradd usermod userdel vault vgs wget xargs xfs_freeze xz yarn yum zcat zip zypper`,
);

/** What they do is the next word, such as `restart`, which options may come before. */
const WITH_VERBS: ReadonlySet<string> = names(
  `apachectl apt apt-get aws az brew bundle cargo certbot composer consul ctr dnf docker docker-compose etcdctl gcloud git helm hostnamectl initctl
  ip kubectl mvn npm npx oc openssl pip pip3 pm2 podman rabbitmqctl rails rake rclone service snap supervisorctl systemctl terraform update-rc.d vault yarn yum zypper`,
);

/** A command follows behind them, or behind their options. */
const CARRIERS: ReadonlySet<string> = names(
  'sudo env nohup nice ionice time exec command doas chroot xargs setsid timeout',
);

/** Of those with verbs: what stands before the verb. */
const BEFORE_VERBS: ReadonlySet<string> = names(
  `auth builder cluster compose config container create db get group image migrate network repo remote rollout run s3 s3api secret service set stack
  submodule system top volume`,
);

/** Any words behind theirs can be a command for elsewhere. */
const ELSEWHERE = /^(?:ssh|(?:docker|podman|kubectl|oc|nerdctl)\b.*\s(?:exec|run))\b/;

/** Whether a command cannot be over with these words of it: what it does, or what it runs, is still to come. */
export function awaitsMore(line: string): boolean {
  const words = withoutCarriers(line.split(/\s+/).filter((word) => word !== ''));
  const [program, ...more] = words;
  if (program === undefined) return true;
  if (!WITH_VERBS.has(program)) return ELSEWHERE.test(program);
  if (ELSEWHERE.test(words.join(' '))) return true;
  const options = more.filter((word) => word.startsWith('-'));
  const taken = options.filter((word) => !word.includes('=')).length;
  return more.length - options.length <= taken || BEFORE_VERBS.has(more.at(-1) ?? '');
}

/** From the program on; nothing where only what carries one stands there. */
function withoutCarriers(words: readonly string[]): readonly string[] {
  const [first = ''] = words;
  if (/^[A-Za-z_]\w*=/.test(first)) return withoutCarriers(words.slice(1));
  if (!CARRIERS.has(first)) return words;
  const from = words.findIndex((word, i) => i > 0 && isProgram(word));
  if (from > 0) return withoutCarriers(words.slice(from));
  const isOption = (word: string | undefined): boolean => word?.startsWith('-') ?? false;
  const program = words.findIndex((word, i) => i > 0 && !isOption(word) && !isOption(words[i - 1]));
  return program < 0 ? [] : withoutCarriers(words.slice(program));
}

function isProgram(word: string): boolean {
  return COMMAND_NAMES.has(word) || WITH_VERBS.has(word) || CARRIERS.has(word);
}
