import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Evidence } from '../evidence';
import type { Verdict } from '../verdict/verdict';
import { headline } from './headline';
import { escape } from './html';
import { placeClass } from './lane';
import { placesOf } from './lanes/in-flight';
import { readings } from './readings';
import { tables } from './tables';
import { timeline } from './timeline';

const asset = (name: string): string => readFileSync(join(__dirname, name), 'utf8');

const about: Record<Evidence['strategy'], string> = {
  transship: 'Requests that were half done were moved to the instance that was not being upgraded.',
  stop: 'For comparison: each instance was stopped at once, with whatever it was doing.',
  'drain-only': 'For comparison: each instance was upgraded only once its requests had ended.',
};

const course = ({ drill, releases: { from, to }, carriesOn, strategy }: Evidence) =>
  drill
    ? {
        title: `Release ${from} → a bad release ${to} → ${from}, under load`,
        story: `The new release ${drill.does}: the upgrade to it rolled back by itself. ${about[strategy]}`,
      }
    : {
        title: `Release ${from} → ${to}, under load`,
        story:
          carriesOn || strategy !== 'transship'
            ? about[strategy]
            : `${about[strategy]} Release ${to} cannot go on with them: they finished where release ${from} still ran.`,
      };

/** One page that needs nothing else: no network, no other file. */
export const page = (evidence: Evidence, verdict: Verdict): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Transship: ${verdict.passed ? 'passed' : 'failed'}, strategy ${escape(verdict.strategy)}</title>
<style>${asset('page.css')}</style>
</head>
<body>
<header>
<p class="badge ${verdict.passed ? 'good' : 'bad'}">${verdict.passed ? '✓ Passed' : '✗ Failed'}</p>
<h1>${escape(course(evidence).title)}</h1>
<p>${escape(course(evidence).story)} Judged from the clients' own log, a ledger outside the cluster, and a monitor.
<time datetime="${new Date(evidence.phases.trafficFrom).toISOString()}">${new Date(evidence.phases.trafficFrom).toUTCString()}</time></p>
</header>
<main>
${headline(verdict)}
<section aria-label="Timeline">
${legend(evidence)}
<div class="scroll"><div class="timeline">${timeline(evidence)}<output id="reading" hidden></output></div></div>
</section>
${tables(verdict)}
</main>
<script type="application/json" id="readings">${JSON.stringify(readings(evidence)).replaceAll('<', '\\u003c')}</script>
<script>${asset('crosshair.js')}</script>
</body>
</html>
`;

function legend(evidence: Evidence): string {
  const items = placesOf(evidence).map(
    ({ instance, release }) =>
      `<li><svg width="14" height="14" aria-hidden="true"><rect class="${placeClass(evidence, instance, release)}" width="14" height="14" rx="3"/></svg>${escape(instance)}, release ${escape(release)}</li>`,
  );
  const seal =
    '<svg width="12" height="12" aria-hidden="true"><path class="seal" d="M6 1l5 5l-5 5l-5 -5z"/></svg>';
  return `<ul class="legend">${items.join('')}<li>${seal}has sealed its drain</li><li>shaded: from an instance's drain until requests return to it</li></ul>`;
}
