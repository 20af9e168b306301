/** Says who this process runs as. */
import { accountName, homeFolder } from '#adapters/system/account.ts';

process.stdout.write(JSON.stringify({ name: accountName(), home: homeFolder() }));
