/** The command line: the same engine and library as the app, no window. */

import { reportFailure } from './failure.ts';
import { createProgram } from './program/program.ts';
import { guardOutput, outliveReaders } from './terminal.ts';

guardOutput();
outliveReaders((error) => process.exit(reportFailure(error)));

process.exitCode = await createProgram()
  .run(process.argv.slice(2))
  .catch((error: unknown) => reportFailure(error));
