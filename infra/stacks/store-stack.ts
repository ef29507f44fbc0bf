import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { PublicStore, type PublicStoreProps } from '../store/public-store';

/** The public store; deployed first, and once for all clusters. */
export class StoreStack extends Stack {
  readonly store: PublicStore;

  constructor(scope: Construct, id: string, props: StackProps & PublicStoreProps = {}) {
    super(scope, id, { description: 'Transship: the public store', ...props });
    this.store = new PublicStore(this, 'PublicStore', props);
  }
}
