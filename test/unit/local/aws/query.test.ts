import { parseQuery } from '../../../../local/aws/query';
import { toXml } from '../../../../local/aws/xml';

test('flattened parameters are unfolded into objects and lists, in the order of their numbers', () => {
  const names = Array.from({ length: 11 }, (_, n) => `Names.member.${11 - n}=n${11 - n}`);
  expect(
    parseQuery(`Action=A&Rules.member.1.Config.Values.member.1=a%20b%26&${names.join('&')}`),
  ).toEqual({
    Action: 'A',
    Rules: [{ Config: { Values: ['a b&'] } }],
    Names: Array.from({ length: 11 }, (_, n) => `n${n + 1}`),
  });
});

test('a list of EC2 needs no word for its members', () => {
  expect(parseQuery('ImageId.1=a&Filter.1.Name=state&Filter.1.Value.1=b')).toEqual({
    ImageId: ['a'],
    Filter: [{ Name: 'state', Value: ['b'] }],
  });
});

test('an empty list is an empty string', () => {
  expect(parseQuery('Names=')).toEqual({ Names: '' });
});

test('no parameter reaches into the prototype of objects', () => {
  parseQuery('__proto__.polluted=yes&constructor.prototype.polluted=yes');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('lists become members, text is escaped, and what is absent is left out', () => {
  expect(toXml('Answer', 'urn:x', { List: ['<a>', { B: 1 }], None: undefined, Empty: [] })).toBe(
    '<Answer xmlns="urn:x"><List><member>&lt;a&gt;</member><member><B>1</B></member></List><Empty></Empty></Answer>',
  );
});

test('items of EC2 are called so', () => {
  expect(toXml('Answer', 'urn:x', { set: [1] }, 'item')).toBe(
    '<Answer xmlns="urn:x"><set><item>1</item></set></Answer>',
  );
});
