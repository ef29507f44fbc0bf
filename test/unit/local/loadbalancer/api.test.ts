import {
  type Action,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeregisterTargetsCommand,
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ModifyListenerCommand,
  ModifyRuleCommand,
  ModifyTargetGroupAttributesCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { createTargetGroup, given, startCluster, startTarget } from './fixture';

test('what was created is described', async () => {
  const { api, loadBalancer, listener, port, first, second, actions } = await startCluster();
  const balancers = await api.send(new DescribeLoadBalancersCommand({ Names: ['shop'] }));
  expect(balancers.LoadBalancers).toMatchObject([
    { LoadBalancerArn: loadBalancer, DNSName: '127.0.0.1', State: { Code: 'active' } },
  ]);
  expect(balancers.LoadBalancers?.[0]?.CreatedTime).toBeInstanceOf(Date);

  const listeners = await api.send(new DescribeListenersCommand({ LoadBalancerArn: loadBalancer }));
  expect(listeners.Listeners).toMatchObject([
    { ListenerArn: listener, Port: port, Protocol: 'HTTP', DefaultActions: actions([1, 0]) },
  ]);

  const alone = await createTargetGroup(api, 'alone');
  const groups = await api.send(
    new DescribeTargetGroupsCommand({ TargetGroupArns: [first, alone] }),
  );
  expect(groups.TargetGroups).toMatchObject([
    {
      TargetGroupName: 'first',
      LoadBalancerArns: [loadBalancer],
      HealthCheckPath: '/health',
      HealthCheckIntervalSeconds: 30,
      HealthyThresholdCount: 2,
      Matcher: { HttpCode: '200' },
    },
    { TargetGroupName: 'alone', LoadBalancerArns: [] },
  ]);
  const used = await api.send(new DescribeTargetGroupsCommand({ LoadBalancerArn: loadBalancer }));
  expect(used.TargetGroups?.map(({ TargetGroupArn: arn }) => arn)).toEqual([first, second]);
  const tags = await api.send(new DescribeTagsCommand({ ResourceArns: [listener] }));
  expect(tags.TagDescriptions).toEqual([]);
});

test('a change is described at once, whether in force or not', async () => {
  const { api, listener, actions, setWeights, balancing, first, second } = await startCluster({
    propagationMs: 3_600_000,
    random: () => 0,
  });
  await setWeights(40, 60);
  const { Listeners: listeners } = await api.send(
    new DescribeListenersCommand({ ListenerArns: [listener] }),
  );
  expect(listeners?.[0]?.DefaultActions).toMatchObject(actions([40, 60]));
  expect(balancing.weightsInForce(listener)).toEqual(Array(4).fill({ [first]: 1, [second]: 0 }));
});

test('rules are described in the order in which they are tried, the default rule last', async () => {
  const { api, listener, first, actions } = await startCluster();
  const Actions: Action[] = [{ Type: 'forward', TargetGroupArn: first }];
  const header = { HttpHeaderName: 'X-Kind', Values: ['express'] };
  const create = (Priority: number, Conditions: object[]) =>
    api.send(new CreateRuleCommand({ ListenerArn: listener, Priority, Conditions, Actions }));
  await create(7, [{ Field: 'http-header', HttpHeaderConfig: header }]);
  await create(3, [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/a/*'] } }]);
  const { Rules: rules } = await api.send(new DescribeRulesCommand({ ListenerArn: listener }));
  expect(rules).toMatchObject([
    { Priority: '3', IsDefault: false, Conditions: [{ Values: ['/a/*'] }], Actions },
    { Priority: '7', IsDefault: false, Conditions: [{ HttpHeaderConfig: header }], Actions },
    { Priority: 'default', IsDefault: true, Conditions: [], Actions: actions([1, 0]) },
  ]);
  const [rule, , standard] = given(rules).map(({ RuleArn: arn }) => given(arn));
  const modified = await api.send(
    new ModifyRuleCommand({ RuleArn: rule, Actions: actions([5, 6]) }),
  );
  expect(modified.Rules).toMatchObject([
    { Conditions: [{ Values: ['/a/*'] }], Actions: actions([5, 6]) },
  ]);
  await expect(
    api.send(new ModifyRuleCommand({ RuleArn: standard, Actions })),
  ).rejects.toMatchObject({ name: 'OperationNotPermittedException' });
  await expect(create(3, [{ Field: 'path-pattern', Values: ['/'] }])).rejects.toMatchObject({
    name: 'PriorityInUseException',
  });
});

test('targets are registered, described and deregistered', async () => {
  const { api, first } = await startCluster();
  const { host, port } = await startTarget();
  const targets = { TargetGroupArn: first, Targets: [{ Id: host, Port: port }] };
  const states = async () => {
    const health = await api.send(new DescribeTargetHealthCommand({ TargetGroupArn: first }));
    return health.TargetHealthDescriptions?.map(({ TargetHealth: state }) => state?.State);
  };
  expect(await states()).toEqual([]);
  await api.send(new RegisterTargetsCommand(targets));
  while ((await states())?.[0] !== 'healthy');
  await api.send(new DeregisterTargetsCommand(targets));
  while ((await states())?.length !== 0);
  const never = await api.send(new DescribeTargetHealthCommand(targets));
  expect(never.TargetHealthDescriptions?.[0]?.TargetHealth?.State).toBe('unused');
});

test('attributes have the defaults of AWS and can be changed, all of them or none', async () => {
  const { api, first, loadBalancer } = await startCluster();
  const ofBalancer = await api.send(
    new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: loadBalancer }),
  );
  expect(ofBalancer.Attributes).toContainEqual({
    Key: 'idle_timeout.timeout_seconds',
    Value: '60',
  });
  const modify = (...Attributes: { Key: string; Value: string }[]) =>
    api.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: first, Attributes }));
  await modify({ Key: 'stickiness.enabled', Value: 'true' });
  const delay = { Key: 'deregistration_delay.timeout_seconds', Value: '3601' };
  await expect(modify({ Key: 'stickiness.enabled', Value: 'false' }, delay)).rejects.toMatchObject({
    name: 'ValidationError',
  });
  const { Attributes: attributes } = await api.send(
    new DescribeTargetGroupAttributesCommand({ TargetGroupArn: first }),
  );
  expect(attributes).toContainEqual({ Key: 'stickiness.enabled', Value: 'true' });
  expect(attributes).toContainEqual({ ...delay, Value: '300' });
});

describe('what cannot be done is refused with the code of AWS', () => {
  const group = (n: number, Weight?: number) => ({ TargetGroupArn: `group ${n}`, Weight });
  const forwardTo = (...TargetGroups: object[]) => [
    { Type: 'forward' as const, ForwardConfig: { TargetGroups } },
  ];

  test.each([
    ['a weight above 999', forwardTo(group(1, 1000)), 'ValidationError'],
    ['a weight below 0', forwardTo(group(1, -1)), 'ValidationError'],
    ['a weight that is no whole number', forwardTo(group(1, 0.5)), 'ValidationError'],
    ['several groups without weights', forwardTo(group(1), group(2)), 'ValidationError'],
    ['the same group twice', forwardTo(group(1, 1), group(1, 1)), 'ValidationError'],
    ['no group', [{ Type: 'forward' as const }], 'ValidationError'],
    ['six groups', forwardTo(...[1, 2, 3, 4, 5, 6].map((n) => group(n, 1))), 'ValidationError'],
    ['another kind of action', [{ Type: 'redirect' as const }], 'ValidationError'],
    ['no action', [], 'ValidationError'],
    ['an unknown group', forwardTo(group(1, 1)), 'TargetGroupNotFoundException'],
  ])('%s', async (_what, DefaultActions, name) => {
    const { api, listener, balancing, first, second } = await startCluster();
    await expect(
      api.send(new ModifyListenerCommand({ ListenerArn: listener, DefaultActions })),
    ).rejects.toMatchObject({ name });
    expect(balancing.weightsInForce(listener)[0]).toEqual({ [first]: 1, [second]: 0 });
  });

  test('what does not exist', async () => {
    const { api } = await startCluster();
    const refused = (name: string) => expect.objectContaining({ name }) as unknown;
    await expect(
      api.send(new DescribeTargetHealthCommand({ TargetGroupArn: 'no' })),
    ).rejects.toEqual(refused('TargetGroupNotFoundException'));
    await expect(api.send(new DescribeTargetGroupsCommand({ Names: ['no'] }))).rejects.toEqual(
      refused('TargetGroupNotFoundException'),
    );
    await expect(api.send(new DescribeListenersCommand({ ListenerArns: ['no'] }))).rejects.toEqual(
      refused('ListenerNotFoundException'),
    );
    await expect(api.send(new DescribeRulesCommand({ RuleArns: ['no'] }))).rejects.toEqual(
      refused('RuleNotFoundException'),
    );
    await expect(
      api.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: ['no'] })),
    ).rejects.toEqual(refused('LoadBalancerNotFoundException'));
  });

  test('names that are taken, groups of another load balancer, ports in use', async () => {
    const { api, loadBalancer, port, first, actions } = await startCluster();
    await expect(createTargetGroup(api, 'first')).rejects.toMatchObject({
      name: 'DuplicateTargetGroupNameException',
    });
    await expect(api.send(new CreateLoadBalancerCommand({ Name: 'shop' }))).rejects.toMatchObject({
      name: 'DuplicateLoadBalancerNameException',
    });

    const listener = { Protocol: 'HTTP' as const, Port: port, DefaultActions: actions([1, 1]) };
    await expect(
      api.send(new CreateListenerCommand({ ...listener, LoadBalancerArn: loadBalancer })),
    ).rejects.toMatchObject({ name: 'PortInUse' });

    const { LoadBalancers: balancers } = await api.send(
      new CreateLoadBalancerCommand({ Name: 'other' }),
    );
    await expect(
      api.send(
        new CreateListenerCommand({
          ...listener,
          LoadBalancerArn: balancers?.[0]?.LoadBalancerArn,
          DefaultActions: [{ Type: 'forward', TargetGroupArn: first }],
        }),
      ),
    ).rejects.toMatchObject({ name: 'TargetGroupAssociationLimitException' });
  });

  test('health checks outside the bounds, and targets that are no addresses', async () => {
    const { api, first } = await startCluster();
    const settings = { Name: 'new', Protocol: 'HTTP', Port: 80, TargetType: 'ip' } as const;
    await expect(
      api.send(new CreateTargetGroupCommand({ ...settings, HealthCheckIntervalSeconds: 1 })),
    ).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining('HealthCheckIntervalSeconds') as unknown,
    });
    await expect(
      api.send(new RegisterTargetsCommand({ TargetGroupArn: first, Targets: [{ Id: 'i-1' }] })),
    ).rejects.toMatchObject({ name: 'ValidationError' });
  });
});

test('a target without a port has the one of its group', async () => {
  const { api, first } = await startCluster();
  await api.send(
    new RegisterTargetsCommand({ TargetGroupArn: first, Targets: [{ Id: '127.0.0.2' }] }),
  );
  const health = await api.send(new DescribeTargetHealthCommand({ TargetGroupArn: first }));
  expect(health.TargetHealthDescriptions).toMatchObject([
    { Target: { Id: '127.0.0.2', Port: 8080 }, HealthCheckPort: '8080' },
  ]);
});
