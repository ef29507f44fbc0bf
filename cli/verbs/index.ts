// Whatever asks AWS is loaded by these.
export { doctor } from './doctor';
export { listExecutions, showExecution } from './executions';
export { history } from './history';
export { status } from './status';
export { stop } from './stop';
export { upgrade } from './upgrade';
export { watch } from './watch';
