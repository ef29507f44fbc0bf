import type { StrategyName } from '../evidence';
import { drainOnly } from './drain-only';
import { stop } from './stop';
import type { Strategy } from './strategy';
import { transship } from './transship';

export const strategies: Record<StrategyName, Strategy> = {
  transship,
  stop,
  'drain-only': drainOnly,
};
