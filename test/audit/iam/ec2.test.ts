import { auditOf } from './audit';

describe('upgrades of a cluster on ec2', () => auditOf('ec2'));
