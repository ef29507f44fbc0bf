import { Screen } from '../../../cli/render/screen';

test('a view is drawn in the place of the one before, however many lines each has', () => {
  const written: string[] = [];
  const screen = new Screen({
    write: (text: string) => written.push(text) > 0,
    columns: 20,
    rows: 5,
  });
  screen.draw('one\ntwo');
  screen.draw('1\n2\n3\n4\n5\n6');
  screen.draw('end');
  expect(written).toEqual(['one\ntwo\n', '\x1b[2A\r\x1b[0J1\n2\n3\n4\n', '\x1b[4A\r\x1b[0Jend\n']);
});

test('what is wider than the terminal is cut, colours not counted and still ended', () => {
  const written: string[] = [];
  const screen = new Screen({
    write: (text: string) => written.push(text) > 0,
    columns: 6,
    rows: 5,
  });
  screen.draw('\x1b[31mabcdefgh\x1b[39m');
  expect(written).toEqual(['\x1b[31mabcde\x1b[39m\n']);
});
