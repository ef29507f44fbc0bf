import { App } from 'aws-cdk-lib';
import { shopApp } from './shop';

/** What cdk.json runs. */
shopApp(new App());
