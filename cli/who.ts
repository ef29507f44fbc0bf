import { hostname, userInfo } from 'node:os';

/** Who uses the command, for those who ask later: as this machine tells it, which proves nothing. */
export const who = (): string => `${userName()}@${hostname()}, by transship`.slice(-256);

/** A user that is known by number only, as in many containers, has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.()}`;
  }
}
