/** Which signals a launcher passes on to the program that it started, and which it only outlives. */

/** @type {NodeJS.Signals[]} */
const PASSED = ['SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGCONT', 'SIGWINCH'];
/** Keys at a terminal: everybody there hears them, and hearing one twice would mean something else. */
const KEYS = { win32: ['SIGINT', 'SIGBREAK'], posix: ['SIGINT', 'SIGTSTP'] };

/**
 * On Windows every signal that is passed on ends the program, that of a resized window too, and everybody at a console
 * hears its keys; so nothing is passed on there.
 */
function passSignals(own, child, { platform, sharesTerminal }) {
  const isWindows = platform === 'win32';
  for (const signal of isWindows ? [] : PASSED) own.on(signal, () => child.kill(signal));
  for (const key of isWindows ? KEYS.win32 : KEYS.posix) {
    own.on(key, () => {
      if (!isWindows && !sharesTerminal()) child.kill(key);
    });
  }
}

module.exports = { passSignals };
