import type { Check } from './checks';
import type { Overlap } from './overlap';
import type { Findings } from './verdict';

/**
 * What an upgrade that moves executions is held to. Where the new release cannot go on with what the old one has begun,
 * that is moved for as long as another instance still runs the old one, and finishes on the last that does.
 */
export const moveChecks = (findings: Findings): Check[] =>
  findings.carriesOn
    ? [movedBothWays(findings), asForecast(findings), wentOn(findings.overlap)]
    : [
        movedToOwnReleaseOnly(findings),
        asForecast(findings),
        wentOn(findings.overlap.slice(0, -1)),
      ];

const movedBothWays = (findings: Findings): Check => ({
  name: 'executions moved, both ways',
  passed: findings.moves.onOldRelease > 0 && findings.moves.acrossReleases > 0,
  detail: moved(findings),
});

const movedToOwnReleaseOnly = (findings: Findings): Check => ({
  name: `executions moved, none to release ${findings.releases.to}, which cannot go on with them`,
  passed: findings.moves.onOldRelease > 0 && findings.moves.acrossReleases === 0,
  detail: moved(findings),
});

const asForecast = ({ forecasts }: Findings): Check => ({
  name: 'what was rehearsed came about as forecast',
  passed: forecasts !== undefined && forecasts.asForecast > 0 && forecasts.otherwise.length === 0,
  detail: forecasts
    ? (forecasts.otherwise[0] ??
      `${forecasts.asForecast} of ${forecasts.rehearsed} orders, ${forecasts.endedBefore} more had ended before they had to move`)
    : 'nothing was rehearsed',
});

const moved = ({ moves, vacated }: Findings): string =>
  [
    `${moves.onOldRelease} on the old release, ${moves.acrossReleases} across releases`,
    ...vacated.map(
      ({ instance, movedEarly }) => `${movedEarly} from ${instance} with 30 s or more left`,
    ),
  ].join('; ');

const wentOn = (overlap: Overlap[]): Check => ({
  name: 'they went on while the other was updated',
  passed: overlap.length > 0 && overlap.every(({ effects }) => effects > 0),
  detail: overlap
    .map(({ instance, executions }) => `${executions} while ${instance} was updated`)
    .join(', '),
});
