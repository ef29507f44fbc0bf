/** What the shop sells: SKU → name and price in cents. */
export const prices: Record<string, { name: string; cents: number }> = {
  'coffee-beans': { name: 'Coffee beans, 1 kg', cents: 2_190 },
  'coffee-grinder': { name: 'Coffee grinder', cents: 18_900 },
  'espresso-cups': { name: 'Espresso cups, set of 6', cents: 3_450 },
  kettle: { name: 'Gooseneck kettle', cents: 7_990 },
  'paper-filters': { name: 'Paper filters, 100', cents: 640 },
  scale: { name: 'Scale, to 0.1 g', cents: 4_900 },
};
