import { imageAddress, isMachineImage, parseUpdate } from '../../../core/update';

const image = `123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop/orders@sha256:${'ab'.repeat(32)}`;
const valid = { cluster: 'shop', update: { orders: image } };

const refusal = (input: unknown): Error => {
  try {
    parseUpdate(input);
  } catch (error) {
    return error as Error;
  }
  throw new Error('It was not refused');
};

describe('an update', () => {
  it('gets defaults for all options that it does not name', () => {
    expect(parseUpdate(valid)).toEqual({
      ...valid,
      options: {
        handoverTimeoutSeconds: 900,
        rolloutTimeoutSeconds: 900,
        firstSharePercent: 10,
        bakeSeconds: 0,
        capacityPercent: 50,
        shiftSteps: 2,
        rehearse: true,
        onFailure: 'rollBack',
        ignoreAlarms: false,
        onBusy: 'fail',
        busyTimeoutSeconds: 3_600,
        approvalTimeoutSeconds: 86_400,
      },
    });
  });

  it('keeps the options that it names', () => {
    const { options } = parseUpdate({ ...valid, options: { bakeSeconds: 60 } });
    expect(options.bakeSeconds).toBe(60);
  });

  it('takes nobody\u2019s word for granted that tasks have no runtime: it is there only when it is given', () => {
    expect(parseUpdate(valid).options).not.toHaveProperty('firstAdoption');
    const firstAdoption = { requestSeconds: 86_400 };
    expect(parseUpdate({ ...valid, options: { firstAdoption } }).options).toMatchObject({
      firstAdoption,
    });
  });

  it('says how long what nobody else can read may stay, and what follows: nothing unless it is given', () => {
    const stayingOf = (staying: object) =>
      parseUpdate({ ...valid, options: { staying } }).options.staying;
    expect(parseUpdate(valid).options).not.toHaveProperty('staying');
    expect(stayingOf({ seconds: 60 })).toEqual({ seconds: 60, then: 'rollBack' });
    expect(stayingOf({ seconds: 259_200, then: 'fail' })).toEqual({
      seconds: 259_200,
      then: 'fail',
    });
  });

  it.each([
    ['nothing', undefined, 'the update'],
    ['text', 'orders', 'the update'],
    ['no cluster', { update: { orders: image } }, 'cluster'],
    ['a cluster that is no name', { ...valid, cluster: 'a b' }, 'cluster'],
    ['no component', { ...valid, update: {} }, 'update'],
    ['a list of components', { ...valid, update: [image] }, 'update'],
    ['an image by tag', { ...valid, update: { orders: 'shop/orders:2' } }, 'update.orders'],
    ['an image that is a number', { ...valid, update: { orders: 2 } }, 'update.orders'],
    ['an AMI that is not one', { ...valid, update: { ami: 'ami-0123' } }, 'update.ami'],
    ['a component that is no name', { ...valid, update: { 'a b': image } }, 'update.a b'],
    [
      'an approval at no known time',
      { ...valid, options: { approval: 'always' } },
      'options.approval',
    ],
    [
      'an option that is too great',
      { ...valid, options: { shiftSteps: 11 } },
      'options.shiftSteps',
    ],
    ['half an option', { ...valid, options: { bakeSeconds: 0.5 } }, 'options.bakeSeconds'],
    [
      'an option that is no number',
      { ...valid, options: { bakeSeconds: '1' } },
      'options.bakeSeconds',
    ],
    [
      'a first adoption without the time that requests may take',
      { ...valid, options: { firstAdoption: {} } },
      'options.firstAdoption.requestSeconds',
    ],
    [
      'a first adoption whose requests take no time',
      { ...valid, options: { firstAdoption: { requestSeconds: 0 } } },
      'options.firstAdoption.requestSeconds',
    ],
    [
      'a first adoption whose requests take more than a day',
      { ...valid, options: { firstAdoption: { requestSeconds: 86_401 } } },
      'options.firstAdoption.requestSeconds',
    ],
    ['a first adoption that is a yes', { ...valid, options: { firstAdoption: true } }, 'options'],
    [
      'what follows a stay, and no time for it',
      { ...valid, options: { staying: { then: 'fail' } } },
      'options.staying.seconds',
    ],
    [
      'a stay of more than three days',
      { ...valid, options: { staying: { seconds: 259_201 } } },
      'options.staying.seconds',
    ],
    [
      'nothing known to follow a stay',
      { ...valid, options: { staying: { seconds: 1, then: 'kill' } } },
      'options.staying.then',
    ],
    ['a gate that is none', { ...valid, options: { gates: { fenced: 1 } } }, 'fenced'],
    [
      'a gate of more than all',
      { ...valid, options: { gates: { failedMovedPoints: 101 } } },
      'options.gates.failedMovedPoints',
    ],
    [
      'a gate that nothing could pass',
      { ...valid, options: { gates: { oldestParkedSeconds: 0 } } },
      'options.gates.oldestParkedSeconds',
    ],
    ['an override without a reason', { ...valid, options: { override: ' ' } }, 'options.override'],
    ['an adoption that is a no', { ...valid, options: { adopt: false } }, 'options.adopt'],
    ['a wait of two days', { ...valid, options: { busyTimeoutSeconds: 172_800 } }, 'options.busy'],
    ['an option that is none', { ...valid, options: { bakeSecond: 1 } }, 'bakeSecond'],
    ['a field that is none', { ...valid, updates: {} }, 'updates'],
  ])('with %s is refused by the name of the field', (_, input, field) => {
    const { name, message } = refusal(input);
    expect(name).toBe('InvalidUpdate');
    expect(message).toContain(field);
  });

  it('says what an artifact must look like', () => {
    const { message } = refusal({ ...valid, update: { orders: 'x' } });
    expect(message).toContain('@sha256:');
    expect(message).toContain('ami-');
  });

  it.each(['ami-0123456789abcdef0', 'ami-01234567'])('may be an AMI: %s', (ami) => {
    expect(parseUpdate({ ...valid, update: { ami } }).update).toEqual({ ami });
  });

  it('is told everything that is wrong at once', () => {
    const { message } = refusal({ cluster: '', update: { orders: 'x' } });
    expect(message).toContain('cluster');
    expect(message).toContain('update.orders');
  });
});

describe('the address of an image', () => {
  it('has registry, region, repository and digest', () => {
    expect(imageAddress(image)).toEqual({
      registry: '123456789012',
      region: 'eu-central-1',
      repository: 'shop/orders',
      digest: `sha256:${'ab'.repeat(32)}`,
    });
  });

  it('is none where the artifact is an AMI', () => {
    expect(imageAddress('ami-0123456789abcdef0')).toBeUndefined();
    expect(isMachineImage('ami-0123456789abcdef0')).toBe(true);
    expect(isMachineImage(image)).toBe(false);
  });
});
