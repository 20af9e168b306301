import type { LoginQuestion } from '../../run/login-question.ts';

/** What is asked and by whom, above the prompts. */
export function describeLoginQuestion(question: LoginQuestion): string {
  switch (question.kind) {
    case 'host': {
      const asks = `${question.host} asks before it lets ${question.user} in`;
      return question.said === '' ? `${asks}.` : `${asks}. It says: "${question.said}"`;
    }
    case 'touch':
      return `Touch the security key, so that ${question.host} lets ${question.user} in. OpenSSH says: "${question.said}"`;
    case 'passphrase':
      return question.isAgain
        ? `That did not open the key ${question.file}. It is asked for again.`
        : `The key ${question.file} needs its passphrase.`;
    case 'password':
      return `The credential ${question.credential} is a password that is asked for.`;
    case 'secret':
      return `The secret ${question.secret} is asked for.`;
    case 'vault':
      return question.isAgain
        ? 'That is not the passphrase of the vault. It is asked for once more.'
        : 'The vault is locked. Its passphrase opens it.';
  }
}
