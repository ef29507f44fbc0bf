import { withValue } from '../../../../lambdas/aws/test-rules';

test('the header gets its new value, and every other condition is given as it was, told once', () => {
  const told = [
    { Field: 'path-pattern', Values: ['/*'], PathPatternConfig: { Values: ['/*'] } },
    { Field: 'host-header', Values: ['shop.example.com'] },
    {
      Field: 'http-header',
      Values: [],
      HttpHeaderConfig: { HttpHeaderName: 'transship-test', Values: ['no test'] },
    },
  ];
  expect(told.map((condition) => withValue(condition, 'fresh'))).toEqual([
    { Field: 'path-pattern', PathPatternConfig: { Values: ['/*'] } },
    { Field: 'host-header', Values: ['shop.example.com'] },
    {
      Field: 'http-header',
      HttpHeaderConfig: { HttpHeaderName: 'Transship-Test', Values: ['fresh'] },
    },
  ]);
});

test('another header is left alone', () => {
  const other = {
    Field: 'http-header',
    Values: [],
    HttpHeaderConfig: { HttpHeaderName: 'Accept', Values: ['text/*'] },
  };
  const { Values, ...given } = other;
  expect(Values).toEqual([]);
  expect(withValue(other, 'fresh')).toEqual(given);
});
