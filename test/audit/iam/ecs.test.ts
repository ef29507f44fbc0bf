import { auditOf } from './audit';

describe('upgrades of a cluster on ecs', () => auditOf('ecs'));
