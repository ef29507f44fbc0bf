import { nextRevision } from '../../../../../lambdas/fleet/ecs/revision';

const described = {
  taskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/shop:1',
  family: 'shop',
  revision: 1,
  status: 'ACTIVE' as const,
  requiresAttributes: [{ name: 'ecs.capability.x' }],
  compatibilities: ['FARGATE' as const],
  registeredAt: new Date(0),
  registeredBy: 'arn:aws:iam::123456789012:role/deploy',
  networkMode: 'awsvpc' as const,
  cpu: '256',
  taskRoleArn: 'arn:aws:iam::123456789012:role/shop',
  // Of a later version of ECS than this code knows.
  somethingNew: { on: true },
  containerDefinitions: [
    { name: 'orders', image: 'orders@1', environment: [{ name: 'PORT', value: '8080' }] },
    { name: 'catalog', image: 'catalog@1', essential: true },
  ],
  tags: [{ key: 'team', value: 'shop' }],
};

describe('the next revision of a task definition', () => {
  it('has the new image of the named component, and all else as it was', () => {
    expect(nextRevision(described, { orders: 'orders@2' })).toEqual({
      family: 'shop',
      networkMode: 'awsvpc',
      cpu: '256',
      taskRoleArn: 'arn:aws:iam::123456789012:role/shop',
      somethingNew: { on: true },
      containerDefinitions: [
        { name: 'orders', image: 'orders@2', environment: [{ name: 'PORT', value: '8080' }] },
        { name: 'catalog', image: 'catalog@1', essential: true },
      ],
      tags: [{ key: 'team', value: 'shop' }],
    });
  });

  it('keeps the image of a container that is named as something which every object has', () => {
    const containerDefinitions = [{ name: 'toString', image: 'odd@1' }];
    expect(nextRevision({ ...described, containerDefinitions }, {})).toMatchObject({
      containerDefinitions,
    });
  });

  it('has no tags where there are none', () => {
    expect(nextRevision({ ...described, tags: [] }, {})).not.toHaveProperty('tags');
  });
});
