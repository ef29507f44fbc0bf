import { RemovalPolicy } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  type IVpc,
  type InterfaceVpcEndpointAwsService,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge';

export interface NetworkProps {
  /** In how many availability zones. @default 2 */
  availabilityZones?: number;
  /** Without one, nodes reach nothing but what has an endpoint. @default 0 */
  natGateways?: number;
  /** To services that nodes use often, by a name for each; they cost nothing. @default - DynamoDB and S3 */
  gatewayEndpoints?: Record<string, GatewayVpcEndpointAwsService>;
  /**
   * To services that nodes reach without NAT, by a name for each; each costs by the hour and zone.
   * @default - in a cluster without NAT: what its nodes need to start (for containers: images, logs and, where they have
   * some, secrets); else none
   */
  interfaceEndpoints?: Record<string, InterfaceVpcEndpointAwsService>;
}

const gateways = {
  DynamoDb: GatewayVpcEndpointAwsService.DYNAMODB,
  S3: GatewayVpcEndpointAwsService.S3,
};

/** A VPC of a cluster's own: public subnets for the load balancer, private ones for the nodes. */
export class Network extends Construct {
  readonly vpc: IVpc;

  constructor(scope: Construct, id: string, props: NetworkProps = {}) {
    super(scope, id);
    const { natGateways = 0 } = props;
    const vpc = new Vpc(this, 'Vpc', {
      maxAzs: props.availabilityZones ?? 2,
      natGateways,
      subnetConfiguration: [
        { name: 'public', subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: false },
        {
          name: 'nodes',
          subnetType:
            natGateways > 0 ? SubnetType.PRIVATE_WITH_EGRESS : SubnetType.PRIVATE_ISOLATED,
        },
      ],
      flowLogs: {
        Rejected: {
          trafficType: FlowLogTrafficType.REJECT,
          destination: FlowLogDestination.toCloudWatchLogs(
            new LogGroup(this, 'Rejected', {
              retention: RetentionDays.THREE_MONTHS,
              removalPolicy: RemovalPolicy.DESTROY,
            }),
          ),
        },
      },
    });
    for (const [name, service] of Object.entries(props.gatewayEndpoints ?? gateways))
      vpc.addGatewayEndpoint(name, { service });
    for (const [name, service] of Object.entries(props.interfaceEndpoints ?? {}))
      acknowledge(vpc.addInterfaceEndpoint(name, { service }), {
        'AwsSolutions-EC23': 'It is open to the addresses of the VPC, which the rule cannot see.',
      });
    this.vpc = vpc;
  }
}
