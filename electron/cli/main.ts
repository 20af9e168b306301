/** The command line: the same engine and library as the app, no window. */

import { diary } from './diary.ts';
import { reportFailure } from './failure.ts';
import { createProgram } from './program/program.ts';
import { guardOutput, outliveReaders } from './terminal.ts';

guardOutput();
outliveReaders((error) => process.exit(reportFailure(error)));

/** Nothing that was left to itself ends a command without a word. */
process.on('uncaughtException', (error) => {
  const exit = reportFailure(error);
  diary.end(exit);
  process.exit(exit);
});

process.exitCode = await createProgram()
  .run(process.argv.slice(2))
  .catch((error: unknown) => reportFailure(error));
diary.end(Number(process.exitCode));
