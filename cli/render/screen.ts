/** A text that is drawn again and again in the same place of a terminal. */
export class Screen {
  private rows = 0;

  constructor(private readonly terminal: Pick<NodeJS.WriteStream, 'write' | 'columns' | 'rows'>) {}

  draw(text: string): void {
    const { columns = 80, rows = 24 } = this.terminal;
    const lines = text
      .split('\n')
      .slice(0, rows - 1)
      .map((line) => cut(line, columns - 1));
    const back = this.rows > 0 ? `\x1b[${this.rows}A\r\x1b[0J` : '';
    this.terminal.write(`${back}${lines.join('\n')}\n`);
    this.rows = lines.length;
  }
}

/** One that wraps would spoil what stands below it. What colours it takes no room, and is ended in any case. */
function cut(line: string, width: number): string {
  let room = width;
  const shown = line.split(/(\x1b\[\d+m)/).map((part) => {
    if (part.startsWith('\x1b[')) return part;
    const fits = [...part].slice(0, room).join('');
    room -= [...fits].length;
    return fits;
  });
  return shown.join('');
}
