import type { Recorded } from '../recordings/recording';

/** What a state's Lambda remembers for its next look: long, and nothing to read. */
const remembered = ['sightings', 'ends', 'weights'];
const LONGEST = 240;

/** How the first instance is drained and handed over, event by event. */
export function handoverIn(events: Recorded[]): Recorded[] {
  const from = events.findIndex(({ state }) => state === 'Drain');
  return events.slice(
    from,
    events.findIndex(({ state }, index) => index > from && state === 'Apply update'),
  );
}

/** The task that fails, where that leads, and how it ends. */
export function failureIn(events: Recorded[]): Recorded[] {
  const failed = events.findIndex(({ type }) => type === 'TaskFailed');
  const from = events.findLastIndex(
    ({ type }, index) => index < failed && type === 'TaskStateEntered',
  );
  return [...events.slice(from, failed + 3), ...events.slice(-4)];
}

/** Events as the console lists them, in Markdown. */
export function eventTable(events: Recorded[]): string {
  const rows = events.map((event, index) => {
    const gap = event.id - (events[index - 1]?.id ?? event.id - 1) > 1;
    return [...(gap ? ['| … | | | | |'] : []), row(event)].join('\n');
  });
  return [
    '| id | type | step | after | what it says |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function row({ id, type, state, lambda, atMs, output, error, cause }: Recorded): string {
  const step = state ?? (lambda === undefined ? '' : `Lambda ${lambda}`);
  // What is caught leaves its state as it was just told.
  const answer = output === undefined || output.includes('"Cause"') ? undefined : briefly(output);
  const says = answer === undefined ? [error, cause && messageIn(cause)] : [code(answer)];
  const told = says.filter((each) => each !== undefined).join(': ');
  return `| ${id} | ${type} | ${step} | ${(atMs / 1000).toFixed(1)} s | ${told} |`;
}

function briefly(output: string): string {
  const told = JSON.parse(output) as Record<string, unknown>;
  const kept = Object.entries(told).filter(([field]) => !remembered.includes(field));
  const text = JSON.stringify(Object.fromEntries(kept));
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** A Lambda's cause is JSON; the state machine makes words of it. */
function messageIn(cause: string): string {
  const message = cause.startsWith('{')
    ? (JSON.parse(cause) as { errorMessage: string }).errorMessage
    : cause;
  return cell(message);
}

const code = (text: string): string => `\`${cell(text)}\``;
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
