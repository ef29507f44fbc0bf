/** An instance's name as part of a construct's id: first → First, blue-green → BlueGreen. */
export const logical = (name: string): string =>
  name.replaceAll(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
