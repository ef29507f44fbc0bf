import { faultNamed, faultNames } from './faults';
import type { Result } from './results';
import { allScenarios, type Scenario } from './scenarios';
import { TIMES_FASTER } from './stage';

/** The parts of docs/fault-matrix.md that are made of results: of each scenario the newest one. */
export function tables(results: Result[], scenarios = allScenarios()): Record<string, string> {
  const rows = scenarios.map((scenario) => ({
    scenario,
    result: results.findLast(({ scenario: name }) => name === scenario.name),
  }));
  return {
    'the faults': faultTable(),
    'what was run': summary(rows.map(({ result }) => result)),
    scenarios: scenarioTable(rows),
  };
}

const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const whole = (value: number): string => value.toLocaleString('en-US');
const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
const unique = (values: string[]): string[] => [...new Set(values)].sort();

const ending = { 'as-planned': 'as without it', ABORTED: '`ABORTED`', FAILED: '`FAILED`' };

const faultTable = (): string =>
  table(
    ['fault', 'what happens', 'the upgrade then ends'],
    faultNames.map((name) => {
      const fault = faultNamed(name);
      return [name, fault.told, ending[fault.ending]];
    }),
  );

function summary(all: (Result | undefined)[]): string {
  const run = all.filter((result) => result !== undefined);
  const violations = sum(run.map((result) => result.violations.length));
  const days = unique(run.map(({ at }) => at.slice(0, 10)));
  return table(
    ['scenarios', 'of them run', 'requests', 'effects', 'moments', 'violations', 'commits', 'on'],
    [
      [
        whole(all.length),
        whole(run.length),
        whole(sum(run.map(({ requests }) => requests))),
        whole(sum(run.map(({ effects }) => effects))),
        whole(sum(run.map(({ moments }) => moments))),
        whole(violations),
        unique(run.map(({ commit }) => commit)).join(', ') || '–',
        days.join(', ') || '–',
      ],
    ],
  ).concat(`\n\nThe state machine’s clock ran ${TIMES_FASTER} times faster than on AWS.`);
}

const scenarioTable = (rows: { scenario: Scenario; result: Result | undefined }[]): string =>
  table(
    ['state', 'fault', 'it ended as; again; back', 'requests', 'violations', 'commit', 'date'],
    rows.map(
      ({
        scenario: {
          strikes: [{ state, fault }],
        },
        result,
      }) =>
        result
          ? [
              state,
              fault,
              result.endings.join('; '),
              whole(result.requests),
              whole(result.violations.length),
              result.commit,
              result.at.slice(0, 10),
            ]
          : [state, fault, 'not run', '', '', '', ''],
    ),
  );
