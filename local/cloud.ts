import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../core/clock';
import { type Clients, type CloudEnvironment, createClients } from './clients';
import { type Containers, startContainers } from './containers';
import type { DynamoDb } from './dynamodb';
import { type LambdaFunction, type Lambdas, startLambdas } from './lambda';
import { startLambdaApi } from './lambda/api';
import { type LoadBalancing, startLoadBalancing } from './loadbalancer';
import { type Machines, startMachines } from './machines';
import { startAlarms } from './alarms';
import { startParameters } from './parameters';
import { startStepFunctions, type StepFunctions } from './stepfunctions';
import { Teardown } from './teardown';

/** Any DynamoDB of this machine's own, wherever it runs. */
export type RunningStore = Pick<DynamoDb, 'endpoint' | 'close'>;

export interface CloudOptions<Store> {
  /** Is closed with the cloud. */
  dynamodb: Store;
  /** How long a change of weights takes to be in force everywhere, in milliseconds. Default 1,000. */
  propagationMs?: number;
  /** By which Step Functions waits. Default: the system's. */
  waitClock?: Clock;
  /** How long a target must be unhealthy without a break before its task is replaced. Default 2,000. */
  replaceUnhealthyAfterMs?: number;
  /** File to which each call of a function's to AWS is appended, as a line of JSON. Default: none. */
  recordCallsTo?: string;
}

/** The embedded cloud: as much of AWS as Transship needs, on this machine, for as long as this process lives. */
export interface Cloud<Store extends RunningStore = RunningStore> {
  /** For children that use the AWS SDK. */
  environment: CloudEnvironment;
  /** For this process. */
  clients: Clients;
  dynamodb: Store;
  loadBalancing: LoadBalancing;
  containers: Containers;
  machines: Machines;
  stepFunctions: StepFunctions;
  /** Undefined until functions are deployed. */
  readonly lambdas: Lambdas | undefined;
  /** Holds images, bundles and what every child prints; it goes when the cloud is closed. */
  workDirectory: string;
  /** Adds Lambda functions, so that state machines can invoke them. Once only. */
  deployFunctions(functions: Record<string, LambdaFunction>): Promise<Lambdas>;
  /** Ends every process, frees every port and removes every file. */
  close(): Promise<void>;
}

/** Starts all emulators, and none if one does not start. */
export async function startCloud<Store extends RunningStore>(
  options: CloudOptions<Store>,
): Promise<Cloud<Store>> {
  const teardown = new Teardown();
  try {
    return await open(options, teardown);
  } catch (error) {
    await teardown.run();
    throw error;
  }
}

async function open<Store extends RunningStore>(
  {
    dynamodb,
    propagationMs,
    waitClock,
    replaceUnhealthyAfterMs,
    recordCallsTo,
  }: CloudOptions<Store>,
  teardown: Teardown,
): Promise<Cloud<Store>> {
  teardown.closing(dynamodb);
  const workDirectory = await mkdtemp(join(tmpdir(), 'transship-'));
  teardown.add(() => rm(workDirectory, { recursive: true, force: true }));
  // Also when nobody finds the time to take things down in order.
  const removeNow = () => rmSync(workDirectory, { recursive: true, force: true });
  process.once('exit', removeNow);
  teardown.add(() => process.off('exit', removeNow));
  const alarms = teardown.closing(await startAlarms());
  const loadBalancing = teardown.closing(
    await startLoadBalancing({ propagationMs, onRequest: (entry) => alarms.countRequest(entry) }),
  );
  alarms.watch(() => loadBalancing.healthy());
  const platform = {
    targets: loadBalancing.targets,
    environment: { AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint },
    workDirectory,
    replaceUnhealthyAfterMs,
  };
  const containers = teardown.closing(await startContainers(platform));
  const machines = teardown.closing(await startMachines(platform));
  const parameters = teardown.closing(await startParameters());
  let lambdas: Lambdas | undefined;
  const invoke: Lambdas['invoke'] = async (name, payload) => {
    if (!lambdas) throw new Error(`Function ${name} is not deployed`);
    return lambdas.invoke(name, payload);
  };
  const functions = teardown.closing(await startLambdaApi(invoke));
  const stepFunctions = teardown.closing(
    await startStepFunctions({ lambdas: { invoke }, clock: waitClock }),
  );
  const environment = {
    AWS_ENDPOINT_URL_AUTO_SCALING: machines.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
    AWS_ENDPOINT_URL_EC2: machines.ec2Endpoint,
    AWS_ENDPOINT_URL_ECS: containers.endpoint,
    AWS_ENDPOINT_URL_ECR: containers.registryEndpoint,
    AWS_ENDPOINT_URL_APPLICATION_AUTO_SCALING: containers.scalingEndpoint,
    AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2: loadBalancing.endpoint,
    AWS_ENDPOINT_URL_LAMBDA: functions.endpoint,
    AWS_ENDPOINT_URL_SFN: stepFunctions.endpoint,
    AWS_ENDPOINT_URL_CLOUDWATCH: alarms.endpoint,
    AWS_ENDPOINT_URL_SSM: parameters.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  const clients = createClients(environment);
  teardown.add(() => clients.destroy());

  return {
    environment,
    clients,
    dynamodb,
    loadBalancing,
    containers,
    machines,
    stepFunctions,
    get lambdas() {
      return lambdas;
    },
    workDirectory,
    async deployFunctions(functions) {
      lambdas = teardown.closing(
        await startLambdas({
          functions,
          workDirectory: join(workDirectory, 'functions'),
          recordCallsTo,
        }),
      );
      return lambdas;
    },
    close: () => teardown.run(),
  };
}
