import type { Attributes, Edge, Graph, Node } from '@viz-js/viz' with {
  'resolution-mode': 'import',
};
import type { Course, Standing } from './course';
import { type Definition, type State, type Way, waysFrom } from './definition';

const START = 'Start';
const END = 'End';

interface Fill {
  fillcolor: string;
  color: string;
  fontcolor?: string;
}

const fills: Record<Standing, Fill> = {
  succeeded: { fillcolor: '#d5f0dc', color: '#1d8102' },
  caught: { fillcolor: '#ffe5c7', color: '#d9730d' },
  failed: { fillcolor: '#fbd9d5', color: '#d13212' },
  'not reached': { fillcolor: '#ffffff', color: '#a3adb8', fontcolor: '#687078' },
};

const shapes: Record<State['Type'], Attributes> = {
  Task: { shape: 'box', style: 'rounded,filled' },
  Choice: { shape: 'hexagon', style: 'filled', margin: '0.02,0.03' },
  Wait: { shape: 'ellipse', style: 'filled', margin: '0.02,0.03' },
  Succeed: { shape: 'box', style: 'filled', peripheries: 2 },
  Fail: { shape: 'box', style: 'filled', peripheries: 2 },
};

/** The state machine as a graph: shapes tell what a state is, colours how the execution left it. */
export function graphOf(definition: Definition, course: Course, title: string): Graph {
  const states = Object.entries(definition.States);
  return {
    graphAttributes: {
      bgcolor: 'white',
      fontname: FONT,
      fontsize: 11,
      label: { html: legend(title) },
      labelloc: 'b',
      nodesep: 0.2,
      ranksep: 0.28,
      pad: 0.15,
    },
    nodeAttributes: { fontname: FONT, fontsize: 11, height: 0.3, margin: '0.12,0.05' },
    edgeAttributes: { arrowsize: 0.6 },
    nodes: [
      terminal(START),
      ...states.map(([name, state]) => node(name, state, course)),
      terminal(END),
    ],
    edges: [
      edge(
        START,
        { to: definition.StartAt, catches: false },
        course.wentFrom('', definition.StartAt),
      ),
      ...states.flatMap(([name, state]) =>
        waysFrom(state).map((way) => edge(name, way, course.wentFrom(name, way.to))),
      ),
      ...states.filter(([, state]) => isLast(state)).map(([name]) => lastEdge(name, course)),
    ],
  };
}

const FONT = 'Helvetica,Arial,sans-serif';
const TAKEN = '#1f2d3d';
const NOT_TAKEN = '#b6bec9';

const terminal = (name: string): Node => ({
  name,
  attributes: { shape: 'circle', style: 'filled', fillcolor: '#eef1f4', color: TAKEN, width: 0.5 },
});

const node = (name: string, { Type }: State, course: Course): Node => ({
  name,
  attributes: { ...shapes[Type], ...fills[course.standing(name)] },
});

/** What leads on is solid, what leads away from a failure is dashed and takes no part in the order of the states. */
const edge = (tail: string, { to, catches }: Way, taken: boolean): Edge => ({
  tail,
  head: to,
  attributes: {
    color: taken ? TAKEN : NOT_TAKEN,
    penwidth: taken ? 1.4 : 0.8,
    ...(catches && { style: 'dashed', weight: 0 }),
  },
});

const isLast = ({ Type }: State): boolean => Type === 'Succeed' || Type === 'Fail';

const lastEdge = (name: string, course: Course): Edge =>
  edge(name, { to: END, catches: false }, course.standing(name) !== 'not reached');

function legend(title: string): string {
  const key = Object.entries(fills).map(
    ([standing, { fillcolor, color }]) =>
      `<TD BGCOLOR="${fillcolor}" COLOR="${color}" BORDER="1">${standing}</TD>`,
  );
  return `<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="6" CELLPADDING="4"><TR><TD COLSPAN="4">${title}</TD></TR><TR>${key.join('')}</TR></TABLE>`;
}
