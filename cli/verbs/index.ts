// Whatever asks AWS is loaded by these.
export { approve } from './approve';
export { audit } from './audit';
export { doctor } from './doctor';
export { listExecutions, showExecution } from './executions';
export { exportExecutions } from './export-executions';
export { freeze, unfreeze } from './freeze';
export { history } from './history';
export { resume } from './resume';
export { rollback } from './rollback';
export { status } from './status';
export { cancelExecution, retryExecution } from './stuck-executions';
export { stop } from './stop';
export { upgrade } from './upgrade';
export { watch } from './watch';
